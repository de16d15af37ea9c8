using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Client.Control;

/// <summary>What the plan topic says, as far as it was read: one consistent look.</summary>
/// <param name="Plan">The plan in force; null before the first.</param>
/// <param name="Claim">The newest claim that counts; null before the first. Its term is above the plan's until the planner that made it has written a plan.</param>
public sealed record PlanLogView(PlanRecord? Plan, PlanClaim? Claim)
{
    /// <summary>Epoch of the plan in force; the default before the first.</summary>
    public Epoch Epoch => Plan?.Epoch ?? default;
}

/// <summary>A claim and where it lies.</summary>
/// <param name="Record">What was written.</param>
/// <param name="Offset">Its offset in the plan topic.</param>
public sealed record PlanClaim(ClaimRecord Record, long Offset)
{
    /// <summary>The term that it begins.</summary>
    public long Term => Record.TermAt(Offset);
}
