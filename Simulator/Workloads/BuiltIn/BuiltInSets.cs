using Shepherd.Core.Profiles;

namespace Shepherd.Simulator.Workloads.BuiltIn;

/// <summary>Sets of models that need no file. <c>mixed</c>: five that differ forty times in cost, with SLOs and shares of their own, chosen to be hard to schedule together; the others: every built-in profile of a device.</summary>
public static class BuiltInSets
{
    private const long NsPerMs = 1_000_000;

    /// <summary>SLO of profiles, which have none of their own, as a multiple of l(1).</summary>
    private const int SloOverAlone = 5;

    private const int MaxBatch = 256;

    private static readonly string[] Devices = ["a100", "v100", "t4"];

    /// <summary>What sets there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["mixed", .. Devices];

    /// <summary>The models of a set, or null where there is none of that name.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="toSloNs">SLO of every model; by default its own, or five times l(1) where it has none.</param>
    public static IReadOnlyList<ModelDemand>? Find(string name, Func<ILatencyModel, long>? toSloNs = null)
    {
        if (name == "mixed")
            return toSloNs is null ? Mixed() : [.. Mixed().Select(m => m with { SloNs = toSloNs(m.Latency) })];
        toSloNs ??= latency => SloOverAlone * latency.EstimateNs(0, 1);
        return Devices.Contains(name, StringComparer.Ordinal)
            ? [.. BuiltInProfiles.All.Where(p => p.Name.EndsWith("-" + name, StringComparison.Ordinal)).Select(p => OfProfile(p, toSloNs))]
            : null;
    }

    private static ModelDemand OfProfile(BuiltInProfile profile, Func<ILatencyModel, long> toSloNs)
    {
        var latency = profile.ToLatency();
        return new ModelDemand(profile.Name, latency, toSloNs(latency), profile.MaxBatch);
    }

    private static IReadOnlyList<ModelDemand> Mixed() =>
    [
        Of("vision", 1_082_000, 5_204_000, 50, 600),
        Of("ranker", 400_000, 1_500_000, 25, 800),
        Of("detector", 3_000_000, 12_000_000, 150, 120),
        Of("language", 8_000_000, 25_000_000, 300, 40),
        Of("filter", 200_000, 1_000_000, 10, 500),
    ];

    private static ModelDemand Of(string name, long alphaNs, long betaNs, int sloMs, double share) =>
        new(name, new LinearLatency(alphaNs, betaNs), sloMs * NsPerMs, MaxBatch) { Share = share };
}
