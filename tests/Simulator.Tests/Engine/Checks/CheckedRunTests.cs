using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;

namespace Shepherd.Simulator.Tests.Engine.Checks;

/// <summary>Every policy with every kind of preemption in the checked mode, on scenarios with priorities, tenants and withdrawals whose suspended state does not always fit.</summary>
public class CheckedRunTests
{
    private const int Seeds = 12;
    private const int StateBytes = 100;

    /// <summary>Some batches fit, and some do not.</summary>
    private const int BudgetBytes = 10 * StateBytes;

    public static TheoryData<string, PreemptionKind, bool> Cases()
    {
        var cases = new TheoryData<string, PreemptionKind, bool>();
        foreach (var policy in PolicyCatalog.Names)
        {
            foreach (var kind in Enum.GetValues<PreemptionKind>())
            {
                cases.Add(policy, kind, false);
                cases.Add(policy, kind, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_LanesAreLostAndComeBack_EachRequestHasItsOneOutcomeAndNoneRunsThereMeanwhile(string policy, PreemptionKind kind, bool isFree)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var drawn = RandomCallers.Draw(200 + seed);
            var durationNs = drawn.DurationNs / 4;
            var scenario = drawn with
            {
                DurationNs = durationNs,
                Models = [.. drawn.Models.Select(m => m with { StateBytes = StateBytes })],
                Preemption = (isFree ? PreemptionTerms.Free(kind) : drawn.Preemption with { Kind = kind }) with { SuspendBudgetBytes = BudgetBytes },
                Outages =
                [
                    .. from lane in Enumerable.Range(0, drawn.Devices * drawn.LanesPerDevice)
                       let fromNs = random.NextInt64(durationNs / 2)
                       select new LaneOutage(lane, fromNs, fromNs + 1 + random.NextInt64(durationNs / 4)),
                ],
            };
            var isChecked = Simulation.Run(scenario, () => PolicyCatalog.CreatePreempting(policy), checks: true);
            if (seed == 1)
                Assert.NotEqual(Simulation.Run(scenario with { Outages = [] }, () => PolicyCatalog.CreatePreempting(policy)).Digest, isChecked.Digest);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_EveryStepIsChecked_NoFaultAndNoOtherDecisions(string policy, PreemptionKind kind, bool isFree)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var drawn = RandomCallers.Draw(100 + seed);
            var scenario = drawn with
            {
                DurationNs = drawn.DurationNs / 4,
                Models = [.. drawn.Models.Select(m => m with { StateBytes = StateBytes })],
                Preemption = (isFree ? PreemptionTerms.Free(kind) : drawn.Preemption with { Kind = kind }) with { SuspendBudgetBytes = BudgetBytes },
            };
            var isChecked = Simulation.Run(scenario, () => PolicyCatalog.CreatePreempting(policy), checks: true);
            if (seed == 1)
                Assert.Equal(Simulation.Run(scenario, () => PolicyCatalog.CreatePreempting(policy)).Digest, isChecked.Digest);
        }
    }
}
