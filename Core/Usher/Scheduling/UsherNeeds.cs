using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>Configurations that keep a unit's SLO, and what its replicas are reckoned to answer.</summary>
internal sealed class UsherNeeds
{
    /// <summary>Degrees are tried up to this multiple of the least that meets demand, as published (§3.3).</summary>
    private const int DegreeMultipleMax = 6;

    /// <summary>Parts of a degree that are told apart where devices do not suffice.</summary>
    private const int Parts = 4;

    private readonly PlanningProblem _problem;
    private readonly UsherOptions _options;
    private readonly NeedTable _own;
    private readonly NeedTable _whole;
    private readonly NeedTable? _steps;
    private readonly Least[] _least;

    public UsherNeeds(PlanningProblem problem, UsherOptions options)
    {
        (_problem, _options) = (problem, options);
        _own = new NeedTable(problem);
        _whole = new NeedTable(problem, [RunPoint.WholePpm]);
        if (options.ShareStepPercent > 0)
            _steps = new NeedTable(problem, [.. Enumerable.Range(1, (99 / options.ShareStepPercent)).Select(i => i * options.ShareStepPercent * (RunPoint.WholePpm / 100))]);
        _least = [.. Enumerable.Range(0, problem.Devices.Count).Select(LeastOf)];
    }

    /// <summary>Each batch at its own Creq.</summary>
    public NeedTable Own => _own;

    /// <summary>Batches on a share that is given.</summary>
    public IReadOnlyList<RunPoint> At(int model, int pool, int sharePpm) => _own.At(model, pool, sharePpm);

    /// <summary>Why nothing can serve a unit; null where something can.</summary>
    public string? FindFault(DemandUnit unit) => _own.FindFault(unit);

    /// <summary>
    /// What a replica answers in time. Whether it will have neighbours is not known while it is chosen: it is reckoned to, unless no other model fits beside it.
    /// </summary>
    public double CapacityRps(DemandUnit unit, RunPoint point) => point.CapacityRps(unit.SloNs, MayHaveNeighbours(unit.Model, point) ? NeighbourSlowdown : 1);

    /// <summary>How many times as long a lane with neighbours is reckoned to run.</summary>
    public double NeighbourSlowdown => 1 / (1 - _options.HeadroomShare);

    /// <summary>Every batch size and degree that meets the demand and keeps the SLO, per pool; also those that a better one makes pointless.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="planRps">What is to be met.</param>
    /// <param name="meanRps">What fills the batches.</param>
    public List<ReplicaOption> All(DemandUnit unit, double planRps, double meanRps) => Options(unit, planRps, meanRps, DegreeMultipleMax);

    /// <summary>
    /// <see cref="All"/> without the pointless: per batch and share only the least degree that meets demand (a higher one adds replicas of the same need), and none that another one of the pool
    /// beats in compute, memory and degree at once.
    /// </summary>
    public List<ReplicaOption> Undominated(DemandUnit unit, double planRps, double meanRps)
    {
        var options = Options(unit, planRps, meanRps, 1);
        if (!_options.SearchesJointly)
            return [.. options.GroupBy(o => o.Point.Pool).Select(g => g.OrderByDescending(o => o.CapacityRps).ThenBy(o => o.Point.WidestPpm).ThenBy(o => o.Point.Batch).First())];
        var kept = new List<ReplicaOption>();
        for (var i = 0; i < options.Count; i++)
        {
            var isBeaten = false;
            for (var j = 0; j < options.Count && !isBeaten; j++)
                isBeaten = j != i && Beats(options[j], options[i]) && (j < i || !Beats(options[i], options[j]));
            if (!isBeaten)
                kept.Add(options[i]);
        }

        return kept;
    }

    /// <summary>The same with fewer replicas, too: where devices do not suffice, a unit may be served in part.</summary>
    public static List<ReplicaOption> WithParts(IReadOnlyList<ReplicaOption> options)
    {
        var all = options.ToList();
        foreach (var option in options)
        {
            var last = 0;
            for (var part = 1; part < Parts; part++)
            {
                if ((int)((long)option.Replicas * part / Parts) is var replicas && replicas > last)
                    all.Add(option with { Replicas = last = replicas });
            }
        }

        return all;
    }

    /// <summary>Fill and run within the SLO: the last request of a batch that fills at a replica's share of the rate waits for nothing, the first for all others.</summary>
    public bool KeepsFill(DemandUnit unit, ReplicaOption option, double meanRps)
    {
        if (option.Point.Batch == 1)
            return true;
        var durationNs = option.Point.DurationNs * (MayHaveNeighbours(unit.Model, option.Point) ? NeighbourSlowdown : 1);
        return meanRps > 0 && ((option.Point.Batch - 1) * option.Replicas / meanRps * 1e9) + durationNs <= unit.SloNs;
    }

    private static bool Beats(ReplicaOption one, ReplicaOption other) =>
        one.Point.Pool == other.Point.Pool && one.Replicas <= other.Replicas && one.Point.ComputePpm <= other.Point.ComputePpm && one.Point.MemoryBytes <= other.Point.MemoryBytes;

    private List<ReplicaOption> Options(DemandUnit unit, double planRps, double meanRps, int multiples)
    {
        var options = new List<ReplicaOption>();
        for (var pool = 0; pool < _problem.Devices.Count; pool++)
        {
            var first = options.Count;
            Add(unit, Points(unit.Model, pool), planRps, meanRps, options);

            // A batch that is too slow at its Creq, which is a little slower than the whole device, may still keep its SLO on that.
            if (options.Count == first)
                Add(unit, _whole.Of(unit.Model, pool), planRps, meanRps, options);
            if (options.Count == first)
                continue;
            var least = options.Skip(first).Min(o => o.Replicas);
            options.RemoveAll(o => o.Point.Pool == pool && o.Replicas > (long)DegreeMultipleMax * least);
            foreach (var option in options.GetRange(first, options.Count - first))
            {
                for (var multiple = 1; multiple <= multiples && multiples > 1; multiple++)
                {
                    var more = option with { Replicas = multiple * least };
                    if (more.Replicas > option.Replicas && KeepsFill(unit, more, meanRps))
                        options.Add(more);
                }
            }
        }

        return options;
    }

    private IEnumerable<RunPoint> Points(int model, int pool)
    {
        var own = _own.Of(model, pool);
        return _steps is null ? own : own.Concat(_steps.Of(model, pool).Where(p => own.Any(o => o.Batch == p.Batch && p.ComputePpm < o.ComputePpm)));
    }

    private void Add(DemandUnit unit, IEnumerable<RunPoint> points, double planRps, double meanRps, List<ReplicaOption> options)
    {
        foreach (var point in points)
        {
            var rps = CapacityRps(unit, point);
            var replicas = rps > 0 ? Math.Ceiling((planRps / rps) - 1e-9) : 0;
            if (replicas is < 1 or > DevicePool.CountMax)
                continue;
            var option = new ReplicaOption(point, (int)replicas, rps);
            if (KeepsFill(unit, option, meanRps))
                options.Add(option);
        }
    }

    private bool MayHaveNeighbours(int model, RunPoint point)
    {
        var least = _least[point.Pool];
        var (compute, memory) = least.Model == model ? (least.SecondComputePpm, least.SecondMemoryPpm) : (least.ComputePpm, least.MemoryPpm);
        return point.ComputePpm + compute <= RunPoint.WholePpm && point.MemoryPpm + memory <= RunPoint.WholePpm;
    }

    /// <summary>The least that any model needs of a device, and the least that any other one does.</summary>
    private Least LeastOf(int pool)
    {
        // More than a device: what is not there fits beside nothing.
        const int none = RunPoint.WholePpm + 1;
        var least = new Least(-1, none, none, none, none);
        for (var model = 0; model < _problem.Models.Count; model++)
        {
            var points = Points(model, pool).ToList();
            if (points.Count == 0)
                continue;
            var (compute, memory) = (points.Min(p => p.ComputePpm), points.Min(p => p.MemoryPpm));
            least = compute + memory < least.ComputePpm + least.MemoryPpm
                ? new Least(model, compute, memory, least.ComputePpm, least.MemoryPpm)
                : compute + memory < least.SecondComputePpm + least.SecondMemoryPpm ? least with { SecondComputePpm = compute, SecondMemoryPpm = memory } : least;
        }

        return least;
    }

    private readonly record struct Least(int Model, int ComputePpm, int MemoryPpm, int SecondComputePpm, int SecondMemoryPpm);
}
