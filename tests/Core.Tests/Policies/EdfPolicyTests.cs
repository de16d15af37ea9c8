using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;

namespace Shepherd.Core.Tests.Policies;

public class EdfPolicyTests
{
    private const long Ms = 1_000_000;
    private readonly List<Decision> _decisions = [];
    private long _sequence;

    [Fact]
    public void OnArrival_IdleLane_DispatchesAtOnce()
    {
        var policy = Create(lanes: 1);
        policy.OnArrival(Request(deadlineMs: 100), 0, _decisions);
        var dispatch = Assert.Single(_decisions);
        Assert.Equal(DecisionVerb.Dispatch, dispatch.Verb);
        Assert.Equal(0, dispatch.Lane);
        Assert.Equal(0, policy.Queued);
    }

    [Fact]
    public void OnFinished_SeveralQueued_BatchesEarliestDeadlinesFirst()
    {
        var policy = CreateBusy(out var now);
        var late = Request(deadlineMs: 300);
        var early = Request(deadlineMs: 100);
        var middle = Request(deadlineMs: 200);
        foreach (var request in new[] { late, early, middle })
            policy.OnArrival(request, now, _decisions);
        policy.OnFinished(0, now, _decisions);
        Assert.Equal([early, middle, late], Assert.Single(_decisions).Batch!);
    }

    [Fact]
    public void OnFinished_LargerBatchWouldMissHead_StopsBeforeIt()
    {
        var policy = CreateBusy(out var now);
        // l(b) = 10 ms + 10 ms × b: two fit into 35 ms, three do not.
        for (var i = 0; i < 3; i++)
            policy.OnArrival(Request(deadlineMs: 35), now, _decisions);
        policy.OnFinished(0, now, _decisions);
        var dispatch = Assert.Single(_decisions);
        Assert.Equal(2, dispatch.Batch!.Count);
        Assert.Equal(30 * Ms, dispatch.PredictedNs);
        Assert.Equal(1, policy.Queued);
    }

    [Fact]
    public void OnTime_DeadlineOutOfReach_DropsAtTheWakeInstant()
    {
        var policy = CreateBusy(out var now);
        var request = Request(deadlineMs: 50);
        policy.OnArrival(request, now, _decisions);
        Assert.Equal(30 * Ms, policy.NextWakeNs - 1);
        policy.OnTime(policy.NextWakeNs - 1, _decisions);
        Assert.Empty(_decisions);
        policy.OnTime(policy.NextWakeNs, _decisions);
        var drop = Assert.Single(_decisions);
        Assert.Equal(DecisionVerb.Drop, drop.Verb);
        Assert.Same(request, drop.Dropped);
        Assert.Equal(long.MaxValue, policy.NextWakeNs);
    }

    [Fact]
    public void OnArrival_EveryMeasurementPastTheDeadline_StillRunsOneAProbeInterval()
    {
        var latency = new MeasuredLatency();
        var policy = Create(lanes: 1, latency);
        var now = 0L;
        var dispatched = new List<long>();
        for (var ms = 0; ms < 5000; ms += 100)
        {
            now = ms * Ms;
            policy.OnArrival(Request(deadlineMs: ms + 50), now, _decisions);
            if (_decisions.Any(d => d.Verb == DecisionVerb.Dispatch))
            {
                dispatched.Add(ms);
                // The first run is slow for a reason that passes.
                latency.Observe(0, 1, ms < 1000 ? 60 * Ms : 10 * Ms);
                policy.OnFinished(0, now, _decisions);
            }

            _decisions.Clear();
        }

        Assert.Equal([0, 1000, 1100, 1200], dispatched.Take(4));
    }

    [Fact]
    public void OnTime_ProbeWaitsForALane_IsDroppedAtItsDeadline()
    {
        var policy = CreateBusy(out _);
        policy.OnArrival(Request(deadlineMs: 2010), 2000 * Ms, _decisions);
        Assert.Empty(_decisions);
        Assert.Equal((2010 * Ms) + 1, policy.NextWakeNs);
        policy.OnTime(policy.NextWakeNs, _decisions);
        Assert.Equal(DecisionVerb.Drop, Assert.Single(_decisions).Verb);
    }

    [Fact]
    public void OnFinished_TwoBuckets_NeverMixesThem()
    {
        var policy = CreateBusy(out var now);
        policy.OnArrival(Request(deadlineMs: 500, bucket: 0), now, _decisions);
        policy.OnArrival(Request(deadlineMs: 400, bucket: 1), now, _decisions);
        policy.OnArrival(Request(deadlineMs: 600, bucket: 1), now, _decisions);
        policy.OnFinished(0, now, _decisions);
        Assert.Equal([1, 1], Assert.Single(_decisions).Batch!.Select(r => r.Bucket));
    }

    [Fact]
    public void OnPlan_ModelLeaves_DropsItsRequests()
    {
        var policy = CreateBusy(out var now);
        policy.OnArrival(Request(deadlineMs: 500), now, _decisions);
        policy.OnPlan(new ServingPlan([], 1), now, _decisions);
        Assert.Equal(DecisionVerb.Drop, Assert.Single(_decisions).Verb);
        Assert.Equal(0, policy.Queued);
    }

    private EdfPolicy CreateBusy(out long nowNs)
    {
        var policy = Create(lanes: 1);
        nowNs = 0;
        policy.OnArrival(Request(deadlineMs: 100), nowNs, _decisions);
        _decisions.Clear();
        return policy;
    }

    private EdfPolicy Create(int lanes, ILatencyModel? latency = null)
    {
        var policy = new EdfPolicy();
        policy.OnPlan(new ServingPlan([new ServedModel("m", 4, latency ?? new Linear())], lanes), 0, _decisions);
        return policy;
    }

    private ScheduledRequest Request(long deadlineMs, int bucket = 0) => new()
    {
        Sequence = _sequence++,
        Model = 0,
        Bucket = bucket,
        ArrivalNs = 0,
        DeadlineNs = deadlineMs * Ms,
    };

    private sealed class Linear : ILatencyModel
    {
        public long EstimateNs(int bucket, int batch) => (10 + (10 * batch)) * Ms;

        public long FastestNs(int bucket) => EstimateNs(bucket, 1);
    }
}
