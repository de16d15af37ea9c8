namespace Shepherd.Core.Profiles;

/// <summary>
/// Learns l(b) from what ran: each batch size's estimate is a high percentile of its last runs. Without a profile to start from, a size that never ran is
/// interpolated between its neighbours; above the largest it grows by the last slope, and without a slope in proportion to the size; below the smallest
/// it takes the smallest's time. With one, the profile is corrected: by each measured size's own ratio of measured to profiled time, between two by a line through
/// theirs, outside by the nearest; a size that has not run for long is one that never ran. Estimates never fall as the batch grows. A look-up is one read; what was measured is laid out anew at the first
/// look-up after it, and neither allocates once every size has run.
/// </summary>
public sealed class MeasuredLatency : ILatencyModel
{
    private readonly List<MeasuredBucket> _buckets = [];
    private readonly List<BatchLimit> _limits = [];
    private readonly ILatencyModel? _prior;
    private readonly int _maxBatch;

    /// <summary>Starts from nothing.</summary>
    public MeasuredLatency()
    {
    }

    /// <summary>Starts from a profile.</summary>
    /// <param name="prior">What is believed until batches have run; its estimates must be positive, and those of a bucket not change once it has run.</param>
    /// <param name="maxBatch">Largest batch that will run; larger ones are estimated as well, by the profile and the correction at this size.</param>
    /// <exception cref="ArgumentOutOfRangeException">The largest batch is not 1 to <see cref="LatencyLimits.MaxBatch"/>.</exception>
    public MeasuredLatency(ILatencyModel prior, int maxBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBatch, LatencyLimits.MaxBatch);
        (_prior, _maxBatch) = (prior, maxBatch);
    }

    /// <summary>Takes one measurement.</summary>
    /// <param name="bucket">Shape bucket, from 0.</param>
    /// <param name="batch">Requests in the batch, from 1.</param>
    /// <param name="durationNs">How long it ran; not negative. More than <see cref="LatencyLimits.MaxNs"/> counts as that.</param>
    public void Observe(int bucket, int batch, long durationNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bucket);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, LatencyLimits.MaxBatch);
        ArgumentOutOfRangeException.ThrowIfNegative(durationNs);
        while (_buckets.Count <= bucket)
            _buckets.Add(new MeasuredBucket(_prior is null ? new BareCurve() : new CorrectedCurve(_prior, _buckets.Count, _maxBatch)));
        if (_prior is not null)
        {
            while (_limits.Count <= bucket)
                _limits.Add(new BatchLimit(_prior.EfficientBatch(_limits.Count), _maxBatch));
            _limits[bucket].Observe(batch, durationNs);
        }

        _buckets[bucket].Observe(batch, Math.Min(durationNs, LatencyLimits.MaxNs));
    }

    /// <summary>Whether anything was measured of a shape bucket.</summary>
    /// <param name="bucket">From 0.</param>
    public bool HasRun(int bucket) => bucket < _buckets.Count && _buckets[bucket].HasRun;

    /// <summary>What batches of a shape bucket took lately, told for some sizes: by their own runs, else by those of other sizes and the profile. Allocates; for whoever wants to keep it.</summary>
    /// <param name="bucket">Shape bucket, from 0.</param>
    /// <param name="sizes">Batch sizes, ascending.</param>
    /// <param name="runsMin">Sizes of which fewer runs are known tell nothing.</param>
    /// <returns>Durations do not fall. Empty where no size ran so often; without a profile, only sizes that did.</returns>
    public IReadOnlyList<MeasuredRow> Rows(int bucket, IReadOnlyList<int> sizes, int runsMin) =>
        HasRun(bucket) ? _buckets[bucket].Rows(sizes, runsMin, _prior is { } prior ? size => prior.EstimateNs(bucket, size) : null) : [];

    /// <inheritdoc/>
    public long EstimateNs(int bucket, int batch) => HasRun(bucket) ? _buckets[bucket].EstimateNs(batch) : _prior?.EstimateNs(bucket, batch) ?? 0;

    /// <inheritdoc/>
    public long FastestNs(int bucket) => HasRun(bucket) ? _buckets[bucket].FastestNs() : _prior?.FastestNs(bucket) ?? 0;

    /// <summary>As the profile says, corrected by what ran: now and then larger batches are let through, and decide.</summary>
    public int EfficientBatch(int bucket) => bucket < _limits.Count ? _limits[bucket].Value : _prior?.EfficientBatch(bucket) ?? LatencyLimits.MaxBatch;
}
