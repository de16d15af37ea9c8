using Shepherd.Core.Flex;
using Shepherd.Core.Policies;
using Shepherd.Core.Shepherd;

namespace Shepherd.Benchmarks;

/// <summary>A policy and what its lanes can do.</summary>
/// <param name="Name">Name.</param>
/// <param name="Create">Makes a fresh one.</param>
/// <param name="Kind">How its batches can be stopped; free and at once.</param>
internal sealed record Contender(string Name, Func<ISchedulingPolicy> Create, PreemptionKind Kind);

/// <summary>What is measured.</summary>
internal static class Policies
{
    public static readonly IReadOnlyList<Contender> All =
    [
        new("shepherd", () => new ShepherdPolicy(), PreemptionKind.Suspend),
        new("shepherd-no-preemption", () => new ShepherdPolicy(), PreemptionKind.None),
        new("flex", () => new FlexPolicy(), PreemptionKind.Restart),
        new("flex-no-preemption", () => new FlexPolicy(), PreemptionKind.None),
        new("flex-suspend", () => new FlexPolicy(), PreemptionKind.Suspend),
        new("edf", () => new EdfPolicy(), PreemptionKind.None),
        new("fifo", () => new FifoPolicy(), PreemptionKind.None),
    ];

    public static Contender Of(string name) => All.Single(c => c.Name == name);
}
