namespace Shepherd.Core.Planning;

/// <summary>What a move does.</summary>
public enum PlanMoveKind
{
    /// <summary>A model comes to a device.</summary>
    Load,

    /// <summary>A model leaves a device.</summary>
    Unload,

    /// <summary>A model stays on its device, on a lane with another share of the compute: its process starts anew, since a share is fixed when a process starts.</summary>
    Resize,
}

/// <summary>One step from a plan to the next.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Device">Number of the device.</param>
/// <param name="Model">Index of the model.</param>
/// <param name="ComputePercent">Share of the lane that the model comes to, or leaves.</param>
/// <param name="CostNs">Time that the lane is not there: to load the weights and to warm up; 0 to unload.</param>
public sealed record PlanMove(PlanMoveKind Kind, int Device, int Model, double ComputePercent, long CostNs)
{
    /// <summary>Weights reach a device at about 12 GB/s: PCIe 3.0 x16 has 15.75 GB/s, of which copies from pinned memory get some four fifths.</summary>
    public const double LoadBytesPerS = 12e9;

    /// <summary>Runs of the largest batch before a model serves: the first pays for allocation and choice of kernels, the second shows that it is over.</summary>
    public const int WarmUpRuns = 2;

    /// <summary>Shares closer than this are one.</summary>
    private const double PercentTolerance = 0.01;

    /// <summary>What leads from one plan to another, by device, then model. Devices keep their numbers, so a plan should be made with the running one in <see cref="PlanningProblem.Running"/>.</summary>
    /// <param name="problem">Of the new plan. The old one's models and devices must be numbered as in it.</param>
    /// <param name="before">The plan that runs.</param>
    /// <param name="after">The plan that is to run.</param>
    public static IReadOnlyList<PlanMove> Between(PlanningProblem problem, PlacementPlan before, PlacementPlan after)
    {
        var moves = new List<PlanMove>();
        var (old, next) = (LanesOf(before), LanesOf(after));
        foreach (var place in old.Keys.Union(next.Keys).Order())
        {
            var leaving = old.GetValueOrDefault(place, []).ToList();
            var coming = next.GetValueOrDefault(place, []).Where(lane => !TakeAlike(leaving, lane.Percent)).ToList();
            foreach (var lane in coming)
            {
                var costNs = TimeNs(problem, lane.Pool, lane.Model);
                var kind = leaving.Count > 0 ? PlanMoveKind.Resize : PlanMoveKind.Load;
                if (kind == PlanMoveKind.Resize)
                    leaving.RemoveAt(0);
                moves.Add(new PlanMove(kind, place.Device, place.Model, lane.Percent, costNs));
            }

            moves.AddRange(leaving.Select(lane => new PlanMove(PlanMoveKind.Unload, place.Device, place.Model, lane.Percent, 0)));
        }

        return moves;
    }

    private static bool TakeAlike(List<Place> lanes, double percent)
    {
        var found = lanes.FindIndex(l => Math.Abs(l.Percent - percent) < PercentTolerance);
        if (found >= 0)
            lanes.RemoveAt(found);
        return found >= 0;
    }

    private static long TimeNs(PlanningProblem problem, int pool, LaneModel model)
    {
        var need = problem.Estimator.Estimate(model.Model, pool, model.MaxBatch) ?? throw new ArgumentException($"model '{problem.Models[model.Model].Name}' does not run on pool {pool}", nameof(problem));
        return (long)(need.WeightBytes / LoadBytesPerS * 1e9) + (WarmUpRuns * model.DurationNs);
    }

    private static Dictionary<(int Device, int Model), List<Place>> LanesOf(PlacementPlan plan)
    {
        var lanes = new Dictionary<(int, int), List<Place>>();
        foreach (var device in plan.Devices)
        {
            foreach (var lane in device.Lanes)
            {
                foreach (var model in lane.Models)
                {
                    if (!lanes.TryGetValue((device.Id, model.Model), out var places))
                        lanes.Add((device.Id, model.Model), places = []);
                    places.Add(new Place(device.Pool, lane.ComputePercent, model));
                }
            }
        }

        return lanes;
    }

    private readonly record struct Place(int Pool, double Percent, LaneModel Model);
}
