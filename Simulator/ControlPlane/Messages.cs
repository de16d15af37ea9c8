using Shepherd.Core.HandOver;

namespace Shepherd.Simulator.ControlPlane;

/// <summary>A record of the plan topic: a claim, or a plan.</summary>
internal sealed record PlanMessage(string Planner, long? ClaimBase, SimPlan? Plan);

/// <summary>A plan.</summary>
internal sealed record SimPlan(PlanEpoch Epoch, IReadOnlyDictionary<GroupPartition, string> Assigned, IReadOnlyDictionary<GroupPartition, string> Target);

/// <summary>A heartbeat.</summary>
internal sealed record Beat(string Worker, WorkerLife Life, bool IsGoodbye, PlanEpoch Followed, IReadOnlySet<string> Warm, IReadOnlySet<GroupPartition> Owned, long SentNs);
