using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Engine.Checks;

/// <summary>Two models of batches of at most two, l(b) = 3b + 10 ms, one device; five requests: model 0 at 1, 2, 3 and 9 ms, model 1 at 4 ms. Each policy breaks one rule.</summary>
public class StepCheckTests
{
    private const long Ms = 1_000_000;

    [Theory]
    [InlineData("mixes models", "at 4 ms: lane 0: request 3 is of model 1, bucket 0, in a batch of model 0, bucket 0")]
    [InlineData("passes the limit", "at 3 ms: lane 0: a batch of 3 is over the 2 that model 'm0' takes")]
    [InlineData("uses a busy lane", "at 2 ms: lane 0 runs request 0 and 0 more, and is to run request 1 as well")]
    [InlineData("names no lane", "at 1 ms: Dispatch names lane 1; there are 1")]
    [InlineData("runs one twice", "at 2 ms: request 0 is running, and cannot go from queued to running")]
    [InlineData("runs what ended", "request 0 is ended, and cannot go from queued to running")]
    [InlineData("runs nothing", "at 1 ms: lane 0 is to run a batch of nothing")]
    [InlineData("orders badly", "at 2 ms: lane 0: request 0 stands behind request 1")]
    [InlineData("drops what runs", "at 2 ms: request 0 is running, and cannot go from queued to ended")]
    [InlineData("miscounts", "at 1 ms: the policy counts 7 requests queued; of 1 that arrived 1 are")]
    [InlineData("wakes in the past", "at 1 ms: nothing was decided, and the policy asks to be woken at 0.5 ms")]
    [InlineData("changes a batch", "at 2 ms: lane 0: the policy changed the batch of request 0 while it runs")]
    [InlineData("stops an idle lane", "at 1 ms: lane 0 is idle, and is to be stopped")]
    [InlineData("stops twice", "at 2 ms: lane 0 is being stopped already")]
    [InlineData("suspends what cannot be", "at 2 ms: lane 0: PreemptSuspend is past what the lane or its batch can do")]
    [InlineData("suspends past the budget", "lane 0 keeps 100 bytes of suspended state; its budget is 99")]
    [InlineData("resumes what is not there", "lane 0 keeps no such batch to go on with")]
    [InlineData("keeps what is withdrawn", "waited, was withdrawn and is not given up")]
    [InlineData("loses requests", "of 5 requests 0 have ended")]
    public void Run_PolicyBreaksARule_SaysWhichWhoAndWhen(string fault, string named)
    {
        SimulatedModel[] models = [Model(0, [1 * Ms, 2 * Ms, 3 * Ms, 9 * Ms]), Model(1, [4 * Ms])];
        var scenario = new Scenario(models, 1, 20 * Ms, 1, PreemptionTerms.Free(PreemptionKind.Suspend) with { SuspendBudgetBytes = 99 });
        if (fault == "keeps what is withdrawn")
            scenario = scenario with { Callers = [new SimulatedCaller(1) { CancelledShare = 1 }] };
        var thrown = Assert.Throws<InvalidOperationException>(() => Simulation.Run(scenario, () => new Rogue(fault), checks: true));
        Assert.StartsWith("Rogue at ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(named, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PolicyUsesALaneThatIsClosed_SaysWhichWhoAndWhen()
    {
        var scenario = new Scenario([Model(0, [1 * Ms])], 1, 20 * Ms, 1, PreemptionTerms.None) { Outages = [new LaneOutage(0, 0, 5 * Ms)] };
        var thrown = Assert.Throws<InvalidOperationException>(() => Simulation.Run(scenario, () => new Rogue("uses a closed lane"), checks: true));
        Assert.Contains("at 1 ms: Dispatch names lane 0, which is closed", thrown.Message, StringComparison.Ordinal);
    }

    private static SimulatedModel Model(int index, long[] arrivals) =>
        new($"m{index}", new LinearLatency(3 * Ms, 10 * Ms), 100 * Ms, 2, new GivenArrivals(arrivals)) { StateBytes = 100 };

    private sealed class Rogue(string fault) : ScriptedPolicy
    {
        private readonly List<ScheduledRequest> _batch = [];

        public override long NextWakeNs => fault == "wakes in the past" && Arrived.Count > 0 ? Ms / 2 : long.MaxValue;

        public override int Queued => fault == "miscounts" ? 7 : Arrived.Count - _batch.Count;

        public override void OnArrival(ScheduledRequest request, long nowNs, List<Decision> decisions)
        {
            Arrived.Add(request);
            var (first, isSegmented) = (Arrived.Count == 1, fault.StartsWith("suspends past", StringComparison.Ordinal));
            switch (fault)
            {
                case "mixes models" when request.Model == 1:
                    decisions.Add(Decision.Dispatch(0, [Arrived[0], request], 1));
                    break;
                case "passes the limit" when Arrived.Count == 3:
                    decisions.Add(Decision.Dispatch(0, [.. Arrived], 1));
                    break;
                case "orders badly" when Arrived.Count == 2:
                    decisions.Add(Decision.Dispatch(0, [Arrived[1], Arrived[0]], 1));
                    break;
                case "uses a closed lane" or "uses a busy lane" or "runs one twice" or "runs what ended" or "drops what runs" or "changes a batch" or "stops twice" or "suspends what cannot be" or "suspends past the budget" when first:
                    _batch.Add(request);
                    decisions.Add(Decision.Dispatch(0, _batch, 1, isSegmented));
                    break;
                case "uses a busy lane":
                    decisions.Add(Decision.Dispatch(0, [request], 1));
                    break;
                case "runs one twice":
                    decisions.Add(Decision.Dispatch(0, [Arrived[0]], 1));
                    break;
                case "drops what runs":
                    decisions.Add(Decision.Drop(Arrived[0], DropReason.Late));
                    break;
                case "changes a batch":
                    _batch[0] = request;
                    break;
                case "stops twice":
                    decisions.AddRange([Decision.PreemptRestart(0), Decision.PreemptRestart(0)]);
                    break;
                case "suspends what cannot be" or "suspends past the budget":
                    decisions.Add(Decision.PreemptSuspend(0));
                    break;
                case "names no lane":
                    decisions.Add(Decision.Dispatch(1, [request], 1));
                    break;
                case "runs nothing":
                    decisions.Add(Decision.Dispatch(0, [], 1));
                    break;
                case "stops an idle lane":
                    decisions.Add(Decision.PreemptRestart(0));
                    break;
                case "resumes what is not there":
                    decisions.Add(Decision.Resume(0, [request], 1));
                    break;
            }
        }

        public override void OnFinished(int lane, long nowNs, List<Decision> decisions) => decisions.Add(Decision.Dispatch(0, _batch, 1));
    }
}
