namespace Shepherd.Core.HandOver;

/// <summary>One partition of a model group's request topic. Ordered by group, then number.</summary>
public readonly record struct GroupPartition(string Group, int Number) : IComparable<GroupPartition>
{
    /// <inheritdoc/>
    public int CompareTo(GroupPartition other) => string.CompareOrdinal(Group, other.Group) is not 0 and var order ? order : Number.CompareTo(other.Number);

    /// <summary>Before in the order.</summary>
    public static bool operator <(GroupPartition left, GroupPartition right) => left.CompareTo(right) < 0;

    /// <summary>After in the order.</summary>
    public static bool operator >(GroupPartition left, GroupPartition right) => left.CompareTo(right) > 0;

    /// <summary>Before in the order, or the same.</summary>
    public static bool operator <=(GroupPartition left, GroupPartition right) => left.CompareTo(right) <= 0;

    /// <summary>After in the order, or the same.</summary>
    public static bool operator >=(GroupPartition left, GroupPartition right) => left.CompareTo(right) >= 0;
}
