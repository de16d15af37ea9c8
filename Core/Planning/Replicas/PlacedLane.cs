namespace Shepherd.Core.Planning.Replicas;

/// <summary>A lane that a planner has decided on.</summary>
/// <param name="Device">Number of its device.</param>
/// <param name="ComputePpm">Its share, in millionths.</param>
/// <param name="Models">What it runs.</param>
/// <param name="Serves">For which units, and how much of each.</param>
internal sealed record PlacedLane(int Device, int ComputePpm, IReadOnlyList<LaneModel> Models, IReadOnlyList<UnitCapacity> Serves);

/// <summary>What a lane has for a unit.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Rps">Requests per second that it answers in time.</param>
internal readonly record struct UnitCapacity(DemandUnit Unit, double Rps);
