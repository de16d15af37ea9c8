using static System.FormattableString;

namespace Shepherd.Core.Planning;

/// <summary>
/// What a stream loses where its SLO leaves no time to wait for another batch (2·l(1) &gt; SLO): a request is in time only where it finds a lane idle, or one that will be soon enough. Erlang's loss formula says
/// how often all lanes are busy (insensitive to the distribution of service times); of those requests that part waits in vain which finds more of a running batch left than the slack.
/// </summary>
internal static class SloSlack
{
    /// <summary>The plan with less goodput for such streams, and a warning for each group that has some.</summary>
    public static PlacementPlan Of(PlanningProblem problem, PlacementPlan plan)
    {
        var lanes = GroupLanes.Of(plan);
        var (groups, warnings) = (plan.Groups.ToArray(), new List<PlanReason>());
        for (var group = 0; group < groups.Length; group++)
        {
            if (lanes[group] is { Lane: { } lane } of && Reckon(problem, groups[group], lane, of.Pool, of.Count, out var tightest) is { } reckoned)
            {
                groups[group] = reckoned;
                var (stream, aloneNs) = tightest;
                warnings.Add(new PlanReason($"group {group}", Invariant(
                    $"stream '{problem.Streams[stream].Name}' has an SLO of {problem.Streams[stream].SloNs / 1e6:0.###} ms, less than twice the {aloneNs / 1e6:0.###} ms of a batch of one: a request that finds {(of.Count == 1 ? "its lane" : "every lane")} busy has no time to wait for one, however low the load; a looser SLO or quicker devices would help")));
            }
        }

        return warnings.Count == 0 ? plan : plan with { Groups = groups, Reasons = [.. plan.Reasons, .. warnings] };
    }

    private static PlannedGroup? Reckon(PlanningProblem problem, PlannedGroup group, PlannedLane lane, int pool, int lanes, out (int Stream, long AloneNs) tightest)
    {
        var (busy, isTight, slack) = (0.0, false, double.PositiveInfinity);
        tightest = default;
        var aloneNs = new long[group.Streams.Count];
        for (var i = 0; i < aloneNs.Length; i++)
        {
            var stream = problem.Streams[group.Streams[i].Stream];
            aloneNs[i] = problem.Estimator.DurationNs(stream.Model, pool, 1, lane.ComputePercent);
            if (2 * aloneNs[i] <= stream.SloNs || stream.RateRps <= 0)
            {
                // Of those that batch, each request keeps a lane busy for its part of one.
                var model = lane.Models.First(m => m.Model == stream.Model);
                busy += group.Streams[i].GoodputRps * model.DurationNs / 1e9 / model.MaxBatch;
                continue;
            }

            busy += group.Streams[i].Share * stream.RateRps * aloneNs[i] / 1e9;
            isTight = true;
            if ((double)stream.SloNs / aloneNs[i] is var left && left < slack)
                (slack, tightest) = (left, (group.Streams[i].Stream, aloneNs[i]));
        }

        if (!isTight)
            return null;
        var blocked = Blocked(lanes, busy);
        return group with
        {
            Streams = [.. group.Streams.Select((s, i) => problem.Streams[s.Stream] is var of && of.RateRps > 0 && 2 * aloneNs[i] > of.SloNs
                ? s with { GoodputRps = Math.Min(s.GoodputRps, s.Share * of.RateRps * (1 - (blocked * Math.Clamp(2 - ((double)of.SloNs / aloneNs[i]), 0, 1)))) }
                : s)],
        };
    }

    /// <summary>Erlang B: the part of requests that finds all lanes busy.</summary>
    private static double Blocked(int lanes, double busy)
    {
        var blocked = 1.0;
        for (var i = 1; i <= lanes; i++)
            blocked = busy * blocked / (i + (busy * blocked));
        return blocked;
    }
}
