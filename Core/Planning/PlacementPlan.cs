namespace Shepherd.Core.Planning;

/// <summary>What runs where. A value: the same problem and planner give the same plan.</summary>
/// <param name="Method">Name of the planner that made it.</param>
/// <param name="Groups">Serving groups; lanes name one by index.</param>
/// <param name="Devices">Devices that the plan uses, by ascending number.</param>
/// <param name="Unplaced">Demand that it does not serve, and why: every stream is in a group, here, or both in part.</param>
/// <param name="Reasons">Why it is as it is: one for every choice.</param>
public sealed record PlacementPlan(
    string Method,
    IReadOnlyList<PlannedGroup> Groups,
    IReadOnlyList<PlannedDevice> Devices,
    IReadOnlyList<UnplacedDemand> Unplaced,
    IReadOnlyList<PlanReason> Reasons);

/// <summary>Requests with one queue and one scheduler. Its lanes are alike: of one device type, one compute share and the same models.</summary>
/// <param name="Streams">What it serves.</param>
/// <param name="BurstTolerance">min over its streams of devices ÷ (rate ÷ goodput of one device) (SHEPHERD §2.2); 0 where nothing is asked of it, or the planner does not compute it.</param>
public sealed record PlannedGroup(IReadOnlyList<StreamShare> Streams, double BurstTolerance);

/// <summary>A stream, or a part of it that routing sends to a group at random.</summary>
/// <param name="Stream">Index of the stream.</param>
/// <param name="Share">Part of its requests, above 0 and at most 1; the shares of a stream in all groups sum to at most 1, and what is left is unplaced; so is what they exceed <paramref name="GoodputRps"/> by (<see cref="DemandShortfall"/>).</param>
/// <param name="GoodputRps">What the planner predicts to be answered in time.</param>
public sealed record StreamShare(int Stream, double Share, double GoodputRps);

/// <summary>A device and its lanes.</summary>
/// <param name="Id">Number of the device.</param>
/// <param name="Pool">Index of its pool.</param>
/// <param name="Lanes">Their compute and memory fit the device together.</param>
public sealed record PlannedDevice(int Id, int Pool, IReadOnlyList<PlannedLane> Lanes);

/// <summary>A spatial share of a device, a process of its own, that runs one batch at a time.</summary>
/// <param name="Group">Index of the serving group that it works for.</param>
/// <param name="ComputePercent">Its share of the device's compute.</param>
/// <param name="MemoryBytes">Weights of all its models, and the most that one running batch of them needs.</param>
/// <param name="Models">What it can run.</param>
public sealed record PlannedLane(int Group, double ComputePercent, long MemoryBytes, IReadOnlyList<LaneModel> Models);

/// <summary>A model on a lane.</summary>
/// <param name="Model">Index of the model.</param>
/// <param name="MaxBatch">Largest batch that the plan reckons with.</param>
/// <param name="DurationNs">How long that batch runs on the lane, alone on the device.</param>
public sealed record LaneModel(int Model, int MaxBatch, long DurationNs);

/// <summary>Demand that a plan does not serve.</summary>
/// <param name="Stream">Index of the stream.</param>
/// <param name="RateRps">Requests per second of it that no lane has time for.</param>
/// <param name="Reason">Why, with what would help.</param>
public sealed record UnplacedDemand(int Stream, double RateRps, string Reason)
{
    /// <summary>They are sent to a group all the same, as part of its shares: more than its lanes can do at the planned batches. False for those that no group gets.</summary>
    public bool IsSent { get; init; }
}

/// <summary>Why something of a plan is as it is.</summary>
/// <param name="Subject">For example <c>model resnet50</c> or <c>group 3</c>.</param>
/// <param name="Text">One sentence with the figures that decided.</param>
public sealed record PlanReason(string Subject, string Text);

/// <summary>Makes plans. Pure and total: same problem, same plan; what cannot be placed is in <see cref="PlacementPlan.Unplaced"/>, never left out.</summary>
public interface IPlacementPlanner
{
    /// <summary>Its name in <see cref="PlacementPlan.Method"/>.</summary>
    string Method { get; }

    /// <summary>Makes a plan.</summary>
    /// <exception cref="ArgumentException">The problem is wrong; the message says how.</exception>
    PlacementPlan Plan(PlanningProblem problem);
}
