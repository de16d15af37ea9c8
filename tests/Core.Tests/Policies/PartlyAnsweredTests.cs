using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Core.Shepherd;

namespace Shepherd.Core.Tests.Policies;

/// <summary>A batch that is stopped when some of its requests have their outcome. One model: l(b) = 10 ms × b + 10 ms.</summary>
public class PartlyAnsweredTests
{
    private readonly List<Decision> _decisions = [];

    [Theory]
    [InlineData(PreemptionKind.Suspend, 22_000_000)]
    [InlineData(PreemptionKind.Restart, 3_000_000)]
    public void OnPreempted_SomeAreAnswered_OnlyTheOthersAreQueuedAgainAndNothingIsKept(PreemptionKind kind, long nowNs)
    {
        var policy = new ShepherdPolicy();
        policy.OnPlan(
            new ServingPlan([new ServedModel("slow", 8, new LinearLatency(10_000_000, 10_000_000)), new ServedModel("quick", 8, new LinearLatency(1_000_000, 1_000_000))], 1)
            {
                Preemption = PreemptionTerms.Free(kind),
            },
            0,
            _decisions);
        // One that shows how urgent its kind is runs first, so that what follows runs in segments.
        policy.OnArrival(new ScheduledRequest { Sequence = 9, Model = 1, Bucket = 0, ArrivalNs = 0, DeadlineNs = 9_000_000 }, 0, _decisions);
        var slow = Enumerable.Range(1, 4).Select(i => new ScheduledRequest { Sequence = i, Model = 0, Bucket = 0, ArrivalNs = 0, DeadlineNs = 1_000_000_000 }).ToList();
        foreach (var request in slow)
            policy.OnArrival(request, 0, _decisions);
        policy.OnFinished(0, 2_000_000, _decisions);
        Assert.Equal(slow, _decisions[^1].Batch);
        _decisions.Clear();

        var urgent = new ScheduledRequest { Sequence = 5, Model = 1, Bucket = 0, ArrivalNs = nowNs, DeadlineNs = nowNs + 9_000_000 };
        policy.OnArrival(urgent, nowNs, _decisions);
        Assert.Equal(kind == PreemptionKind.Suspend ? DecisionVerb.PreemptSuspend : DecisionVerb.PreemptRestart, Assert.Single(_decisions).Verb);
        _decisions.Clear();
        (slow[0].IsAnswered, slow[2].IsAnswered) = (true, true);

        policy.OnPreempted(0, nowNs, _decisions);
        Assert.Equal([urgent], Assert.Single(_decisions).Batch!);
        Assert.Equal(2, policy.Queued);
        _decisions.Clear();
        policy.OnFinished(0, nowNs + 2_000_000, _decisions);
        var again = Assert.Single(_decisions);
        Assert.Equal((DecisionVerb.Dispatch, 0), (again.Verb, policy.Queued));
        Assert.Equal([slow[1], slow[3]], again.Batch!);
    }
}
