using Shepherd.Core.Clockwork;
using Shepherd.Core.Nexus;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Core.Shepherd;
using Shepherd.Core.Symphony;
using Shepherd.Core.Triton;

namespace Shepherd.Core.Tests.Policies;

/// <summary>What a decision costs the published policies and ours: no memory, and no more with a long queue than its logarithm.</summary>
public class PolicyCostTests
{
    private const long Ms = 1_000_000;

    public static TheoryData<string> Policies => ["clockwork", "nexus", "symphony", "triton", "shepherd"];

    [Theory]
    [MemberData(nameof(Policies))]
    public void OnArrival_SteadyState_AllocatesNothing(string name)
    {
        const int warmUp = 20_000;
        const int requests = 40_000;
        // No check of Nexus' plan falls into the measured time: its plans are for seconds, not for requests.
        // Ours plays its modes through only where there are several models.
        var models = name == "shepherd" ? 3 : 1;
        var load = new Load(Create(name), models, Enumerable.Range(0, requests).Select(i => Request(i, i * Ms / 4, 50 * Ms, i % models)).ToList());
        load.Run(warmUp);
        var before = GC.GetAllocatedBytesForCurrentThread();
        load.Run(warmUp + 2_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(load.Started > warmUp / 2);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void OnFinished_HundredTimesTheQueue_AsksForFewMoreEstimates(string name)
    {
        var (few, many) = (EstimatesOfADecision(name, 1_000), EstimatesOfADecision(name, 100_000));
        Assert.InRange(many, 1, (few * 2) + 20);
    }

    private static int EstimatesOfADecision(string name, int queued)
    {
        var policy = Create(name);
        var latency = new CountingLatency();
        var decisions = new List<Decision>();
        policy.OnPlan(new ServingPlan([new ServedModel("m", 64, latency)], 1), 0, decisions);
        policy.OnArrival(Request(0, 0, 1000 * Ms), 0, decisions);
        // Symphony waits for more before it starts the first.
        policy.OnTime(990 * Ms, decisions);
        for (var i = 1; i <= queued; i++)
            policy.OnArrival(Request(i, 990 * Ms, 1000 * Ms), 990 * Ms, decisions);
        Assert.Equal(queued, policy.Queued);
        latency.Asked = 0;
        policy.OnFinished(0, 1000 * Ms, decisions);
        Assert.True(policy.Queued < queued);
        return latency.Asked;
    }

    private static ScheduledRequest Request(long sequence, long arrivalNs, long sloNs, int model = 0) =>
        new() { Sequence = sequence, Model = model, Bucket = 0, ArrivalNs = arrivalNs, DeadlineNs = arrivalNs + sloNs };

    private static ISchedulingPolicy Create(string name) => name switch
    {
        "clockwork" => new ClockworkPolicy(),
        "nexus" => new NexusPolicy(new NexusOptions { EpochNs = 100_000_000_000, EarlyEpochNs = 100_000_000_000, CheckNs = 100_000_000 }),
        "symphony" => new SymphonyPolicy(),
        "shepherd" => new ShepherdPolicy(),
        _ => new TritonPolicy(new TritonOptions { MaxQueueDelayNs = Ms }),
    };

    private sealed class CountingLatency : ILatencyModel
    {
        public int Asked { get; set; }

        public long EstimateNs(int bucket, int batch)
        {
            Asked++;
            return (batch + 9) * Ms;
        }

        public long FastestNs(int bucket) => EstimateNs(bucket, 1);
    }

    /// <summary>Arrivals, wakes and two lanes on virtual time, without memory of its own.</summary>
    private sealed class Load
    {
        private readonly ISchedulingPolicy _policy;
        private readonly IReadOnlyList<ScheduledRequest> _requests;
        private readonly List<Decision> _decisions = new(64);
        private readonly long[] _endsNs = [long.MaxValue, long.MaxValue];
        private int _next;

        public Load(ISchedulingPolicy policy, int models, IReadOnlyList<ScheduledRequest> requests)
        {
            (_policy, _requests) = (policy, requests);
            var served = Enumerable.Range(0, models).Select(i => new ServedModel($"m{i}", 64, new LinearLatency(Ms / 4, 4 * Ms))).ToList();
            policy.OnPlan(new ServingPlan(served, _endsNs.Length), 0, _decisions);
        }

        public int Started { get; private set; }

        public void Run(int until)
        {
            while (_next < until)
            {
                var arrivalNs = _requests[_next].ArrivalNs;
                var lane = _endsNs[0] <= _endsNs[1] ? 0 : 1;
                if (_endsNs[lane] <= Math.Min(arrivalNs, _policy.NextWakeNs))
                {
                    var endNs = _endsNs[lane];
                    _endsNs[lane] = long.MaxValue;
                    _policy.OnFinished(lane, endNs, _decisions);
                    Take(endNs);
                }
                else if (_policy.NextWakeNs is var wakeNs && wakeNs < arrivalNs)
                {
                    _policy.OnTime(wakeNs, _decisions);
                    Take(wakeNs);
                }
                else
                {
                    _policy.OnArrival(_requests[_next++], arrivalNs, _decisions);
                    Take(arrivalNs);
                }
            }
        }

        private void Take(long nowNs)
        {
            foreach (var decision in _decisions)
            {
                if (decision.Verb != DecisionVerb.Dispatch)
                    continue;
                _endsNs[decision.Lane] = nowNs + decision.PredictedNs;
                Started += decision.Batch!.Count;
            }

            _decisions.Clear();
        }
    }
}
