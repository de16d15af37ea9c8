using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Profiling.Catalog;

/// <summary>
/// When a worker says what it knows of a model. It compares with what it said itself, or began with, and never with what another said since: so two workers of one kind of which one is slower say so once each, and not in
/// turns for ever. Of one model, on one thread.
/// </summary>
internal sealed class ProfileWord
{
    /// <summary>A median that is off by less is what machines differ by from minute to minute.</summary>
    public const double ChangeMin = 0.15;

    /// <summary>And a difference below this is nobody's matter, however large a share of a very short run it is.</summary>
    public const double ChangeMinMs = 0.1;

    /// <summary>After the first word; each further one is twice as long in coming, since what changes all the time tells nothing.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan PauseMax = TimeSpan.FromHours(1);

    private CatalogProfile? _said;
    private TimeSpan _pause = FirstPause;
    private TimeSpan _notBefore;

    /// <summary>What is to be said now; null for nothing.</summary>
    /// <param name="mine">What this worker knows now.</param>
    /// <param name="held">What the catalog holds of the same.</param>
    /// <param name="now">Since some fixed instant.</param>
    public CatalogProfile? Next(CatalogProfile mine, CatalogProfile? held, TimeSpan now)
    {
        if (mine.Buckets.Count == 0)
            return null;
        if (_said is null && held is not null && (held.Source >= mine.Source || !Differ(held, mine)))
        {
            // Who came first has said it.
            _said = held;
            return null;
        }

        // Two that wrote at the same moment overwrote one of them: that one says its word again.
        if (_said is not null && (now < _notBefore || (held is not null && !Differ(_said, mine))))
            return null;
        (_notBefore, _pause) = (now + _pause, _pause * 2 > PauseMax ? PauseMax : _pause * 2);
        return _said = mine;
    }

    /// <summary>A size that ran takes another time than was said, or a shape is new.</summary>
    private static bool Differ(CatalogProfile said, CatalogProfile now) => now.Buckets.Any(bucket =>
        said.Buckets.FirstOrDefault(b => b.Shape == bucket.Shape) is not { } known
        || bucket.Batches.Any(row => row.Samples > 0 && known.Batches.FirstOrDefault(r => r.Batch == row.Batch) is { } before && Differ(before.P50Ms, row.P50Ms)));

    private static bool Differ(double beforeMs, double nowMs) => Math.Abs(nowMs - beforeMs) is var differenceMs && differenceMs >= ChangeMinMs && differenceMs >= ChangeMin * beforeMs;
}
