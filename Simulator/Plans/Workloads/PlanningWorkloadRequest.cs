using Shepherd.Core.Planning;

namespace Shepherd.Simulator.Plans.Workloads;

/// <summary>What a planning workload is to be made of.</summary>
public sealed record PlanningWorkloadRequest
{
    /// <summary>Default of <see cref="Load"/>: of what devices of one model each could do; above some 0.8 bursts cannot be answered by any plan.</summary>
    private const double LoadDefault = 0.6;

    /// <summary>A tight one, at which batches stay small.</summary>
    private const double SloMultipleDefault = 5;

    /// <summary>Far past any cluster that one plan is made for.</summary>
    private const int SizeMax = 1 << 20;

    /// <summary>A name of <see cref="PlanningWorkloads.Names"/>.</summary>
    public string Name { get; init; } = "maf";

    /// <summary>A name of <see cref="BuiltInClusters.Names"/>; null for the workload's own.</summary>
    public string? Cluster { get; init; }

    /// <summary>How many models; null for the workload's own number.</summary>
    public int? Models { get; init; }

    /// <summary>How many streams; null for three (maf) or four (llm) a model. At least one a model.</summary>
    public int? Streams { get; init; }

    /// <summary>How many devices; null for the workload's own number. At least one of each type of the cluster.</summary>
    public int? Devices { get; init; }

    /// <summary>SLOs as multiples of l(1) on the whole device that the model is described on; the streams of a model take them in turn.</summary>
    public IReadOnlyList<double> SloMultiples { get; init; } = [SloMultipleDefault];

    /// <summary>What all streams ask for as a share of what the whole cluster does when each device serves one stream alone, in its best batches: the sum over streams of rate ÷ goodput of all devices.</summary>
    public double Load { get; init; } = LoadDefault;

    /// <summary>Seed of all draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What the plan is for.</summary>
    public PlanObjective Objective { get; init; }

    /// <summary>Most devices of a serving group.</summary>
    public int GroupDevices { get; init; } = PlanningProblem.GroupDevicesDefault;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (!PlanningWorkloads.Names.Contains(Name, StringComparer.Ordinal))
            return $"there is no planning workload '{Name}'; known are {string.Join(", ", PlanningWorkloads.Names)}";
        if (Cluster is not null && !BuiltInClusters.Names.Contains(Cluster, StringComparer.Ordinal))
            return $"there is no built-in cluster '{Cluster}'; known are {string.Join(", ", BuiltInClusters.Names)}";
        if (Models is < 1 or > SizeMax || Streams is < 1 or > SizeMax || Devices is < 1 or > SizeMax)
            return $"models, streams and devices must each be 1 to {SizeMax}";
        if (SloMultiples.Count == 0 || SloMultiples.Any(m => !(m > 0) || !double.IsFinite(m)))
            return "SLOs are multiples of l(1): give at least one, each positive";
        return Load > 0 && double.IsFinite(Load) ? null : FormattableString.Invariant($"a load of {Load}: it must be positive");
    }
}
