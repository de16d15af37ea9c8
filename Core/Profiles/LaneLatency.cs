namespace Shepherd.Core.Profiles;

/// <summary>
/// l(b) on one of K equal lanes of a device, from l(b) on the whole device: <c>min(K·l(b), max(l(b), β + K·αb))</c>, times what neighbours cost, where αb + β is the line of l. So a lane is
/// never quicker than the device, nor slower than its share of it.
/// </summary>
/// <remarks>
/// How good the line's rule is, against what others measured of a share: ParvaGPU (SC'24) on hardware partitions of an A100, 11 models, K = 7/4 to 7 (323 points): 9 % off at the median and 21 % in the
/// mean, too slow rather than too quick (+16 % in the mean, mostly BERT, whose profile of the whole device is slower than seven of its parts). iGniter (TPDS'23) on a V100, K = 2, batches of 1 to 32 of four models:
/// −15 to +10 %; K = 10: −58 % (AlexNet alone) to +13 %. The proportional rule is 114 % too slow on the first, and no slowdown at all 31 % too quick. Neighbours' interference is a constant, as though all lanes were
/// always busy, so that a lane's speed does not depend on what others do: on hardware partitions none was measured; under MPS one neighbour made batches 5 % (ResNet-50, AlexNet),
/// 9 % (SSD) and 13 % (VGG-19) longer.
/// </remarks>
public sealed class LaneLatency : ILatencyModel
{
    /// <summary>Half of what 64 bits hold, so that a deadline or a second batch can be added to it.</summary>
    private const long EstimateMaxNs = long.MaxValue / 2;

    private readonly ILatencyModel _whole;
    private readonly int _lanes;
    private readonly LinearLatency? _line;
    private readonly double _factor;

    /// <summary>A lane's latency by a rule.</summary>
    /// <param name="whole">On the whole device.</param>
    /// <param name="lanes">Lanes of the device; at least 1.</param>
    /// <param name="maxBatch">Largest batch that will run, from 1.</param>
    /// <param name="rule">How it slows down.</param>
    /// <param name="interference">Share by which neighbours make a batch longer; 0.05 is 5 %.</param>
    public LaneLatency(ILatencyModel whole, int lanes, int maxBatch, LaneRule rule = LaneRule.Line, double interference = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(interference);
        (_whole, _lanes, _factor) = (whole, lanes, 1 + interference);
        _line = rule == LaneRule.Line ? LineOf(whole, maxBatch) : null;
    }

    /// <inheritdoc/>
    public long EstimateNs(int bucket, int batch) => Slow(_whole.EstimateNs(bucket, batch), batch);

    /// <inheritdoc/>
    public long FastestNs(int bucket) => Slow(_whole.FastestNs(bucket), 1);

    /// <summary>What is not known stays so.</summary>
    private long Slow(long wholeNs, int batch)
    {
        var mostNs = (Int128)wholeNs * _lanes;
        if (_line is not null)
            mostNs = Int128.Min(mostNs, Int128.Max(wholeNs, _line.BetaNs + ((Int128)_line.AlphaNs * batch * _lanes)));
        return (long)Int128.Min(EstimateMaxNs, _factor == 1 ? mostNs : (Int128)((double)mostNs * _factor));
    }

    /// <summary>The line itself where it is one; else that of least squares through powers of two, up to batches that fill any device.</summary>
    private static LinearLatency LineOf(ILatencyModel whole, int maxBatch)
    {
        // The largest batch that ParvaGPU measured: all its models fill an A100 before it.
        const int full = 128;
        if (whole is LinearLatency line)
            return line;
        var points = new List<LatencyPoint>();
        for (var batch = 1; batch <= Math.Max(full, maxBatch); batch *= 2)
            points.Add(new LatencyPoint(batch, Math.Clamp(whole.EstimateNs(0, batch), 1, LatencyLimits.MaxNs)));
        return LinearFit.Of(points).Latency;
    }
}
