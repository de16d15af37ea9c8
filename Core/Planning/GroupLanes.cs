namespace Shepherd.Core.Planning;

/// <summary>Lanes of one serving group of a plan; they are alike.</summary>
/// <param name="Lane">One of them; null for a group without.</param>
/// <param name="Pool">Index of their device type.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct GroupLanes(PlannedLane? Lane, int Pool, int Count)
{
    /// <summary>By group.</summary>
    public static GroupLanes[] Of(PlacementPlan plan)
    {
        var lanes = new GroupLanes[plan.Groups.Count];
        foreach (var device in plan.Devices)
        {
            foreach (var lane in device.Lanes)
                lanes[lane.Group] = new GroupLanes(lane, device.Pool, lanes[lane.Group].Count + 1);
        }

        return lanes;
    }
}
