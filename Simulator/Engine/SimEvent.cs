namespace Shepherd.Simulator.Engine;

/// <summary>What happens at an instant. At one instant batches end before lanes are lost or come back, those before requests arrive, and those before requests are withdrawn and time passes.</summary>
internal enum SimEventKind
{
    Finished,
    Preempted,
    Closed,
    Opened,
    Arrived,
    Cancelled,
    Wake,
}

/// <summary>One event of the heap.</summary>
/// <param name="Kind">What.</param>
/// <param name="Lane">Lane concerned; -1 for none.</param>
/// <param name="Stretch">Number of the lane's stretch, so that an event of one that was stopped is known to be stale.</param>
/// <param name="ExitNs">Of a preemption: the exit point at which the batch stopped.</param>
/// <param name="Request">The request that is withdrawn.</param>
internal readonly record struct SimEvent(SimEventKind Kind, int Lane = -1, long Stretch = 0, long ExitNs = 0, SimRequest? Request = null);

/// <summary>Total order of events: instant, kind, then the order they were scheduled in.</summary>
internal readonly record struct SimOrder(long AtNs, SimEventKind Kind, long Sequence) : IComparable<SimOrder>
{
    public int CompareTo(SimOrder other)
    {
        if (AtNs != other.AtNs)
            return AtNs.CompareTo(other.AtNs);
        return Kind != other.Kind ? Kind.CompareTo(other.Kind) : Sequence.CompareTo(other.Sequence);
    }
}
