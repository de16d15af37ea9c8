namespace Shepherd.Core.Planning;

/// <summary>
/// Says which of the demand that a plan sends to its groups their lanes cannot do at the planned batches. Shares stay: a full queue serves more than one that is kept from overflowing, and which requests it answers is
/// its policy's affair.
/// </summary>
public static class DemandShortfall
{
    /// <summary>Parts of a rate that are rounding.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>The plan with what <see cref="StreamShare.GoodputRps"/> leaves of every stream's placed requests in <see cref="PlacementPlan.Unplaced"/>; what it said of that before is replaced.</summary>
    public static PlacementPlan Of(PlanningProblem problem, PlacementPlan plan)
    {
        var groups = Loads(problem, plan);
        var (sent, answered, fullest) = (new double[problem.Streams.Count], new double[problem.Streams.Count], new int[problem.Streams.Count]);
        Array.Fill(fullest, -1);
        for (var group = 0; group < plan.Groups.Count; group++)
        {
            foreach (var share in plan.Groups[group].Streams)
            {
                sent[share.Stream] += share.Share * problem.Streams[share.Stream].RateRps;
                answered[share.Stream] += share.GoodputRps;
                if (fullest[share.Stream] < 0 || groups[group].Answered < groups[fullest[share.Stream]].Answered)
                    fullest[share.Stream] = group;
            }
        }

        var unplaced = plan.Unplaced.Where(u => !u.IsSent).ToList();
        for (var stream = 0; stream < sent.Length; stream++)
        {
            if (sent[stream] - answered[stream] is var missing && missing > (Tolerance * problem.Streams[stream].RateRps) + Tolerance)
                unplaced.Add(new UnplacedDemand(stream, missing, Why(problem, fullest[stream], groups[fullest[stream]])) { IsSent = true });
        }

        return plan with { Unplaced = [.. unplaced.OrderBy(u => u.Stream)] };
    }

    private static GroupLoad[] Loads(PlanningProblem problem, PlacementPlan plan)
    {
        var loads = new GroupLoad[plan.Groups.Count];
        foreach (var device in plan.Devices)
        {
            foreach (var group in device.Lanes.Select(l => l.Group).Distinct())
                loads[group] = loads[group] with { Pool = device.Pool, Devices = loads[group].Devices + 1 };
        }

        for (var group = 0; group < loads.Length; group++)
        {
            var (sent, answered) = (plan.Groups[group].Streams.Sum(s => s.Share * problem.Streams[s.Stream].RateRps), plan.Groups[group].Streams.Sum(s => s.GoodputRps));
            loads[group] = loads[group] with { Sent = sent, Answered = sent > 0 ? Math.Min(1, answered / sent) : 1 };
        }

        return loads;
    }

    private static string Why(PlanningProblem problem, int group, GroupLoad load)
    {
        var type = problem.Devices[load.Pool].Type.Name;
        var more = Math.Ceiling((load.Devices / load.Answered) - load.Devices - Tolerance);
        var remedy = more <= DevicePool.CountMax ? FormattableString.Invariant($"about {Math.Max(1, more):0} more of that type would do") : "is the rate right?";
        return FormattableString.Invariant(
            $"no capacity left: the {load.Devices} × {type} of group {group} do {load.Answered * load.Sent:0.#} of the {load.Sent:0.#} requests/s that it is sent at the planned batches, and which ones is its policy's choice; {remedy}");
    }

    /// <summary>A group's devices, what it is sent (requests per second), and the share of that which it answers.</summary>
    private readonly record struct GroupLoad(int Pool, int Devices, double Sent, double Answered);
}
