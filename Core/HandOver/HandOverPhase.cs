namespace Shepherd.Core.HandOver;

/// <summary>What becomes of a partition.</summary>
/// <param name="Partition">Which.</param>
/// <param name="Phase">Where its move is.</param>
/// <param name="Reason">What it waits for.</param>
/// <param name="From">Its owner, or the worker that must let go of it; null: nobody.</param>
/// <param name="To">Who is to own it; null: nobody.</param>
public readonly record struct PartitionPhase(GroupPartition Partition, HandOverPhase Phase, HandOverReason Reason, string? From, string? To);

/// <summary>Steps of a move.</summary>
public enum HandOverPhase
{
    /// <summary>It is where it is to be.</summary>
    Stable,

    /// <summary>The next owner does not have the models yet; the old one serves on.</summary>
    Preparing,

    /// <summary>Taken from the old owner, who answers what it has.</summary>
    Revoking,

    /// <summary>Given to the new owner, who does not serve it yet.</summary>
    Assigning,
}

/// <summary>What a partition waits for.</summary>
public enum HandOverReason
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The next owner loads the models.</summary>
    TargetCold,

    /// <summary>The next owner is dead, ends or starts, and nobody else has the models.</summary>
    TargetAway,

    /// <summary>A worker still holds it.</summary>
    Held,

    /// <summary>A worker that it was taken from does not follow the plan that took it yet.</summary>
    NotFollowed,

    /// <summary>The new owner reads where to start.</summary>
    NotServing,

    /// <summary>The owner began anew, or its lease lapsed: it holds a plan of before for void, and gets a new one.</summary>
    Renewed,

    /// <summary>Nobody is to own it.</summary>
    Paused,
}
