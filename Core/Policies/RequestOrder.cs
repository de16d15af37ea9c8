namespace Shepherd.Core.Policies;

/// <summary>Earliest deadline first, ties by arrival. Total, so that equal seeds give equal schedules.</summary>
/// <param name="DeadlineNs">Deadline.</param>
/// <param name="Sequence">Arrival order.</param>
public readonly record struct RequestOrder(long DeadlineNs, long Sequence) : IComparable<RequestOrder>
{
    /// <summary>The place of a request.</summary>
    public static RequestOrder Of(ScheduledRequest request) => new(request.DeadlineNs, request.Sequence);

    /// <inheritdoc/>
    public int CompareTo(RequestOrder other) =>
        DeadlineNs != other.DeadlineNs ? DeadlineNs.CompareTo(other.DeadlineNs) : Sequence.CompareTo(other.Sequence);

    /// <summary>More urgent.</summary>
    public static bool operator <(RequestOrder left, RequestOrder right) =>
        left.DeadlineNs < right.DeadlineNs || (left.DeadlineNs == right.DeadlineNs && left.Sequence < right.Sequence);

    /// <summary>Less urgent.</summary>
    public static bool operator >(RequestOrder left, RequestOrder right) => right < left;

    /// <summary>At least as urgent.</summary>
    public static bool operator <=(RequestOrder left, RequestOrder right) => left.CompareTo(right) <= 0;

    /// <summary>At most as urgent.</summary>
    public static bool operator >=(RequestOrder left, RequestOrder right) => left.CompareTo(right) >= 0;
}
