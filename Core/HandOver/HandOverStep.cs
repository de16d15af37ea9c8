namespace Shepherd.Core.HandOver;

/// <summary>What comes next.</summary>
/// <param name="Assigned">What the next plan assigns; a partition that is absent is being let go, or nobody's.</param>
/// <param name="Phases">Every partition of the running plan or its target, ordered.</param>
/// <param name="IsPlanNeeded">The running plan does not say this yet, or must be said anew.</param>
public sealed record HandOverStep(IReadOnlyDictionary<GroupPartition, string> Assigned, IReadOnlyList<PartitionPhase> Phases, bool IsPlanNeeded);
