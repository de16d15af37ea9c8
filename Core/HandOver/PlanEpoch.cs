namespace Shepherd.Core.HandOver;

/// <summary>Which plan: the term of the planner that wrote it and its number within the term. Ordered by term, then number; the default is before every plan.</summary>
public readonly record struct PlanEpoch(long Term, long Number) : IComparable<PlanEpoch>
{
    /// <inheritdoc/>
    public int CompareTo(PlanEpoch other) => Term != other.Term ? Term.CompareTo(other.Term) : Number.CompareTo(other.Number);

    /// <summary>Older.</summary>
    public static bool operator <(PlanEpoch left, PlanEpoch right) => left.CompareTo(right) < 0;

    /// <summary>Newer.</summary>
    public static bool operator >(PlanEpoch left, PlanEpoch right) => left.CompareTo(right) > 0;

    /// <summary>Older or the same.</summary>
    public static bool operator <=(PlanEpoch left, PlanEpoch right) => left.CompareTo(right) <= 0;

    /// <summary>Newer or the same.</summary>
    public static bool operator >=(PlanEpoch left, PlanEpoch right) => left.CompareTo(right) >= 0;
}
