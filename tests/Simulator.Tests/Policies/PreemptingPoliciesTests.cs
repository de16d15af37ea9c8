using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Grid;

namespace Shepherd.Simulator.Tests.Policies;

/// <summary>Every policy can be run with either kind of preemption: a long and a short model on one device, where both kinds are asked for.</summary>
public class PreemptingPoliciesTests
{
    public static TheoryData<string> Policies => [.. PolicyCatalog.Names];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_LanesCanStop_BatchesAreStopped(string policy)
    {
        var cell = new GridCell(GridWorkloads.BuiltIn.Single(w => w.Name == "pair-cv1"), 10, 0.9, 1);
        foreach (var kind in new[] { PreemptionKind.Restart, PreemptionKind.Suspend })
        {
            var scenario = cell.ToScenario(GridSize.Quick, seed: 1) with { Preemption = PreemptionTerms.Measured(kind) };
            Assert.InRange(Simulation.Run(scenario, () => PolicyCatalog.CreatePreempting(policy)).Preemptions, 1, int.MaxValue);
        }
    }
}
