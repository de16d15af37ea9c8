using Shepherd.Core.Policies;

namespace Shepherd.Core.Shepherd;

/// <summary>What is known of one queue: how much arrives, how steadily, and what lane time it costs.</summary>
internal sealed class QueueDemand(DeadlineQueue queue)
{
    /// <summary>Gaps that the moving means look back on: enough to tell steady from bursty.</summary>
    private const double GapsSeen = 256;

    private long _decayedNs;
    private long? _lastNs;
    private double _meanGapNs;
    private double _meanSquareGap;

    public DeadlineQueue Queue => queue;

    /// <summary>Requests per nanosecond.</summary>
    public double Rate { get; private set; }

    /// <summary>Lane time of one request in the batches that the rate fills, nanoseconds.</summary>
    public double CostNs { get; private set; } = 1;

    /// <summary>There is time for all that the queue is to bring.</summary>
    public bool IsPromised { get; set; } = true;

    /// <summary>Squared coefficient of variation of the gaps between arrivals; 1 is Poisson.</summary>
    public double GapCv2 => _meanGapNs > 0 ? Math.Max(0, (_meanSquareGap / (_meanGapNs * _meanGapNs)) - 1) : 0;

    public void Arrive(long nowNs, double windowNs)
    {
        Decay(nowNs, windowNs);
        Rate += 1 / windowNs;
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
        if (nowNs <= _decayedNs)
            return;
        Rate *= Math.Exp((_decayedNs - nowNs) / windowNs);
        _decayedNs = nowNs;
    }

    /// <summary>Weighs the cost anew. A batch that runs for half the SLO leaves the other half to gather it.</summary>
    public void Weigh(GroupState group)
    {
        var limit = Math.Min(group.Plan.Models[queue.Model].MaxBatch, Math.Max(queue.Count, (int)(Rate * queue.SloNs / 2)));
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
