using Shepherd.Core.Clockwork;
using Shepherd.Core.Nexus;
using Shepherd.Core.Policies;
using Shepherd.Core.Symphony;
using Shepherd.Core.Triton;

namespace Shepherd.Simulator.Tests.Policies;

/// <summary>The published policies, in every reading that the tests hold to the rules.</summary>
internal static class Rivals
{
    private const long Ms = 1_000_000;

    private static readonly IReadOnlyList<(string Name, Func<ISchedulingPolicy> Create)> All =
    [
        ("clockwork", () => new ClockworkPolicy()),
        ("clockwork, published", () => new ClockworkPolicy(ClockworkOptions.Published)),
        ("clockwork, keeps skipped", () => new ClockworkPolicy(new ClockworkOptions { DropsSkipped = false })),
        ("clockwork by value", () => new ClockworkPolicy { PreemptsByValue = true }),
        ("nexus", () => new NexusPolicy()),
        ("nexus, frequent plans", () => new NexusPolicy(new NexusOptions { EpochNs = 200 * Ms, EarlyEpochNs = 100 * Ms, CheckNs = 50 * Ms })),
        ("nexus, fewest devices", () => new NexusPolicy(new NexusOptions { UsesAllDevices = false })),
        ("nexus, lazy drop", () => new NexusPolicy(new NexusOptions { Drop = NexusDrop.Earliest })),
        ("nexus by value", () => new NexusPolicy { PreemptsByValue = true }),
        .. Enum.GetValues<SymphonyMode>().Select(m => ($"symphony {m}", (Func<ISchedulingPolicy>)(() => new SymphonyPolicy(new SymphonyOptions { Mode = m })))),
        ("symphony, drops on timeout", () => new SymphonyPolicy(new SymphonyOptions { Drop = SymphonyDrop.Timeout })),
        ("symphony, with margin", () => new SymphonyPolicy(new SymphonyOptions { MarginNs = 2_100_000 })),
        ("symphony by value", () => new SymphonyPolicy { PreemptsByValue = true }),
        .. Enum.GetValues<TritonTimeout>().Select(t => ($"triton {t}", (Func<ISchedulingPolicy>)(() => new TritonPolicy(new TritonOptions { Timeout = t, MaxQueueDelayNs = 2 * Ms })))),
        ("triton, untuned", () => new TritonPolicy(TritonOptions.Untuned)),
        ("triton, preferred sizes", () => new TritonPolicy(new TritonOptions { PreferredBatchSizes = [3, 6], MaxQueueDelayNs = 5 * Ms, Instances = 1, Turn = TritonTurn.FewestRuns, TimeoutNs = 20 * Ms })),
        ("triton by value", () => new TritonPolicy { PreemptsByValue = true }),
    ];

    public static IEnumerable<string> Names => All.Select(r => r.Name);

    public static ISchedulingPolicy Create(string name) => All.Single(r => r.Name == name).Create();
}
