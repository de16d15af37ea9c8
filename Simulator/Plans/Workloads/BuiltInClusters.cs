using Shepherd.Core.Planning;
using Shepherd.Core.Planning.BuiltIn;

namespace Shepherd.Simulator.Plans.Workloads;

/// <summary>Clusters that need no file; those of several types have as many of each, the first ones one more.</summary>
public static class BuiltInClusters
{
    private static readonly (string Name, IReadOnlyList<DeviceType> Types)[] Known =
    [
        ("v100", [BuiltInDevices.V100]),
        ("a100", [BuiltInDevices.A100Of80]),
        ("mixed", [BuiltInDevices.V100, BuiltInDevices.T4, BuiltInDevices.A100Of40]),
        ("mixed-large", [BuiltInDevices.A100Of80, BuiltInDevices.V100, BuiltInDevices.A100Of40]),
    ];

    /// <summary>What clusters there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>The devices of a cluster.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="devices">How many, at least one of each type.</param>
    /// <exception cref="ArgumentException">There is no such cluster, or there are too few devices.</exception>
    public static IReadOnlyList<DevicePool> Create(string name, int devices)
    {
        var at = Array.FindIndex(Known, k => k.Name == name);
        if (at < 0)
            throw new ArgumentException($"there is no built-in cluster '{name}'; known are {string.Join(", ", Names)}");
        var types = Known[at].Types;
        return devices >= types.Count
            ? [.. types.Select((t, i) => new DevicePool(t, (devices / types.Count) + (i < devices % types.Count ? 1 : 0)))]
            : throw new ArgumentException($"cluster '{name}' has {types.Count} types of devices; it takes at least as many devices, and {devices} were asked for");
    }
}
