using Shepherd.Core.Policies;

namespace Shepherd.Core.Shepherd;

/// <summary>What is known of one queue: how much arrives, how steadily, and what lane time it costs.</summary>
internal sealed class QueueDemand(DeadlineQueue queue)
{
    /// <summary>Gaps that the moving means look back on: enough to tell steady from bursty.</summary>
    private const double GapsSeen = 256;

    /// <summary>A tenth of the window has to pass before a few requests count as a rate.</summary>
    private const double YouthMin = 0.1;

    private long? _firstNs;
    private long _decayedNs;
    private long? _lastNs;
    private double _weight;
    private double _meanGapNs;
    private double _meanSquareGap;

    public DeadlineQueue Queue => queue;

    /// <summary>Requests per nanosecond, by a moving mean that is corrected for its youth: without that, a rate would seem to grow for as long as its window.</summary>
    public double Rate { get; private set; }

    /// <summary>Lane time of one request in the batches that the rate fills, nanoseconds.</summary>
    public double CostNs { get; private set; } = 1;

    /// <summary>There is time for all that the queue is to bring.</summary>
    public bool IsPromised { get; set; } = true;

    /// <summary>Squared coefficient of variation of the gaps between arrivals; 1 is Poisson.</summary>
    public double GapCv2 => _meanGapNs > 0 ? Math.Max(0, (_meanSquareGap / (_meanGapNs * _meanGapNs)) - 1) : 0;

    public void Arrive(long nowNs, double windowNs)
    {
        _firstNs ??= nowNs;
        Decay(nowNs, windowNs);
        _weight += 1;
        if (_lastNs is { } lastNs)
        {
            double gapNs = nowNs - lastNs;
            _meanGapNs += (gapNs - _meanGapNs) / GapsSeen;
            _meanSquareGap += ((gapNs * gapNs) - _meanSquareGap) / GapsSeen;
        }

        _lastNs = nowNs;
    }

    public void Decay(long nowNs, double windowNs)
    {
        windowNs = Math.Max(windowNs, queue.SloNs);
        if (nowNs > _decayedNs)
            _weight *= Math.Exp((_decayedNs - nowNs) / windowNs);
        _decayedNs = nowNs;
        var ageNs = nowNs - (_firstNs ?? nowNs);
        Rate = _weight / (windowNs * Math.Max(1 - Math.Exp(-ageNs / windowNs), YouthMin));
    }

    /// <summary>Weighs the cost anew. A batch that runs for half the SLO leaves the other half to gather it.</summary>
    public void Weigh(GroupState group)
    {
        var limit = Math.Min(group.MaxBatch(queue), Math.Max(queue.Count, (int)(Rate * queue.SloNs / 2)));
        var (fits, beyond) = (1, Math.Max(1, limit) + 1);
        while (beyond - fits > 1)
        {
            var size = fits + ((beyond - fits) / 2);
            if (group.EstimateNs(queue, size) <= queue.SloNs / 2)
                fits = size;
            else
                beyond = size;
        }

        CostNs = Math.Max(1, group.EstimateNs(queue, fits)) / (double)fits;
    }
}
