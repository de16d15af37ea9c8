namespace Shepherd.Core.Planning;

/// <summary>What a plan is for.</summary>
public enum PlanObjective
{
    /// <summary>The most goodput from the devices there are (USHER's fixed cluster).</summary>
    Goodput,

    /// <summary>The least price per hour that meets demand and SLOs, with at most the devices there are (USHER's non-fixed cluster).</summary>
    Cost,
}

/// <summary>What there is to place, and on what.</summary>
/// <param name="Models">Models; streams name one by index.</param>
/// <param name="Streams">Streams.</param>
/// <param name="Devices">The cluster, by type; devices are numbered through the pools in this order.</param>
/// <param name="Estimator">What each model needs of each type.</param>
public sealed record PlanningProblem(IReadOnlyList<PlannedModel> Models, IReadOnlyList<ModelStream> Streams, IReadOnlyList<DevicePool> Devices, IResourceEstimator Estimator)
{
    /// <summary>Default of <see cref="GroupDevices"/>: past about 8 devices a longer shared queue wins little, and one scheduler looks at every lane of its group.</summary>
    public const int GroupDevicesDefault = 12;

    /// <summary>What the plan is for. Default <see cref="PlanObjective.Goodput"/>.</summary>
    public PlanObjective Objective { get; init; }

    /// <summary>G, the most devices that one serving group may have.</summary>
    public int GroupDevices { get; init; } = GroupDevicesDefault;

    /// <summary>The plan that runs now, so that the next one moves little; null for none.</summary>
    public PlacementPlan? Running { get; init; }

    /// <summary>All devices together.</summary>
    public int DeviceCount => Devices.Sum(p => p.Count);

    /// <summary>Pool of each device, by its number.</summary>
    public IReadOnlyList<int> PoolOfDevices() => [.. Devices.SelectMany((pool, index) => Enumerable.Repeat(index, pool.Count))];

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (FindTwice(Models.Select(m => m.Name), "model") is { } twiceModel)
            return twiceModel;
        foreach (var model in Models)
        {
            if (model.MaxBatch is < 1 or > Profiles.LatencyLimits.MaxBatch)
                return $"model '{model.Name}': max batch is {model.MaxBatch}; it must be 1 to {Profiles.LatencyLimits.MaxBatch}";
        }

        if (FindTwice(Streams.Select(s => s.Name), "stream") is { } twiceStream)
            return twiceStream;
        foreach (var stream in Streams)
        {
            if (stream.FindFault(Models.Count) is { } fault)
                return fault;
        }

        if (FindTwice(Devices.Select(p => p.Type.Name), "device type") is { } twiceType)
            return twiceType;
        foreach (var pool in Devices)
        {
            if (pool.FindFault() is { } fault)
                return fault;
        }

        if (DeviceCount == 0)
            return "there is no device to place a model on; give a cluster of at least one";
        return GroupDevices < 1 ? $"{GroupDevices} devices a group: at least 1 is needed" : null;
    }

    private static string? FindTwice(IEnumerable<string> names, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!seen.Add(name))
                return $"{what} '{name}' is there twice; give each a name of its own";
        }

        return null;
    }
}
