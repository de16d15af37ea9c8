namespace Shepherd.Core.Planning.Hybrid;

/// <summary>One serving group of a plan as a problem of its own: its streams at their shares, its devices, all of one type.</summary>
internal sealed class GroupProblem
{
    private readonly PlanningProblem _whole;
    private readonly PlannedGroup _group;
    private readonly IReadOnlyList<int> _devices;
    private readonly int _pool;

    /// <param name="whole">The problem that the plan solves.</param>
    /// <param name="plan">A valid plan whose devices each serve one group.</param>
    /// <param name="group">Index of the group.</param>
    public GroupProblem(PlanningProblem whole, PlacementPlan plan, int group)
    {
        (_whole, _group) = (whole, plan.Groups[group]);
        PlannedDevice[] devices = [.. plan.Devices.Where(d => d.Lanes[0].Group == group)];
        _devices = [.. devices.Select(d => d.Id)];
        _pool = devices[0].Pool;
        Problem = whole with
        {
            Streams = [.. _group.Streams.Select(s => whole.Streams[s.Stream] with { RateRps = whole.Streams[s.Stream].RateRps * s.Share })],
            Devices = [new DevicePool(whole.Devices[_pool].Type, devices.Length)],
            Estimator = new OnePool(whole.Estimator, _pool),
            Running = null,
        };
    }

    /// <summary>The group's problem; its devices are numbered from 0.</summary>
    public PlanningProblem Problem { get; }

    /// <summary>A plan of the group's problem in the whole's numbers.</summary>
    /// <param name="plan">Of <see cref="Problem"/>.</param>
    /// <param name="firstGroup">Number that its first group gets.</param>
    public PlacementPlan Lift(PlacementPlan plan, int firstGroup) => plan with
    {
        Groups = [.. plan.Groups.Select(g => g with { Streams = [.. g.Streams.Select(s => s with { Stream = _group.Streams[s.Stream].Stream, Share = s.Share * _group.Streams[s.Stream].Share })] })],
        Devices = [.. plan.Devices.Select(d => new PlannedDevice(_devices[d.Id], _pool, [.. d.Lanes.Select(l => l with { Group = l.Group + firstGroup })]))],
        Unplaced = [.. plan.Unplaced.Select(u => u with { Stream = _group.Streams[u.Stream].Stream })],
    };

    private sealed class OnePool(IResourceEstimator whole, int pool) : IResourceEstimator
    {
        public ResourceNeed? Estimate(int model, int _, int batch) => whole.Estimate(model, pool, batch);

        public long DurationNs(int model, int _, int batch, double computePercent) => whole.DurationNs(model, pool, batch, computePercent);
    }
}
