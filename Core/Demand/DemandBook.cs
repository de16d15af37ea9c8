namespace Shepherd.Core.Demand;

/// <summary>
/// From counters of arrivals to what is to be planned for. A stream that bursts is planned for by what it brings since; one that fell in the same instant too, so that load which moved from one to the
/// other is followed in one plan. A fall alone is forgotten slowly, with the history: capacity that is free does no harm.
/// </summary>
public sealed class DemandBook
{
    /// <summary>Without a measurement for so many buckets a stream is not known any more.</summary>
    private const int StaleBuckets = 10;

    private readonly SortedDictionary<string, StreamHistory> _streams = new(StringComparer.Ordinal);
    private readonly DemandOptions _options;

    /// <summary>A book without any stream.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message says how.</exception>
    public DemandBook(DemandOptions? options = null)
    {
        _options = options ?? new DemandOptions();
        if (_options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
    }

    /// <summary>Takes the number of arrivals since some beginning.</summary>
    /// <param name="stream">Whose.</param>
    /// <param name="atNs">When it was read, on any clock that does not go back, nanoseconds.</param>
    /// <param name="total">The count; one below the last says that the counter began anew.</param>
    public void Observe(string stream, long atNs, long total)
    {
        if (!_streams.TryGetValue(stream, out var history))
            _streams.Add(stream, history = new StreamHistory(_options));
        history.Observe(atNs, total);
    }

    /// <summary>Forgets streams that are not among these.</summary>
    public void Keep(IReadOnlyCollection<string> streams)
    {
        foreach (var gone in _streams.Keys.Where(s => !streams.Contains(s)).ToList())
            _streams.Remove(gone);
    }

    /// <summary>What each stream brings. A burst is told once: from then on it is what is expected.</summary>
    public DemandReading Read(long nowNs)
    {
        var fresh = _streams.Where(s => nowNs - s.Value.LastNs <= StaleBuckets * _options.BucketNs && s.Value.Buckets > 0).ToList();
        var bursting = fresh.Where(s => s.Value.IsBurst()).Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        var read = new List<StreamDemand>();
        foreach (var (name, history) in fresh)
        {
            var change = bursting.Contains(name) ? DemandChange.Burst : bursting.Count > 0 && history.IsFall() ? DemandChange.Fall : DemandChange.None;
            var cv = history.Cv();
            if (change != DemandChange.None)
                history.Keep(change == DemandChange.Burst ? _options.BurstBuckets : 1);
            read.Add(new StreamDemand(name, history.RateRps(), history.ForecastRps(), cv, history.Buckets, change));
        }

        return new DemandReading(read, [.. _streams.Keys.Except(fresh.Select(f => f.Key), StringComparer.Ordinal)]);
    }
}
