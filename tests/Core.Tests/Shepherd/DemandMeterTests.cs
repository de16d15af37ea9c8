using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Core.Shepherd;

namespace Shepherd.Core.Tests.Shepherd;

/// <summary>A costly model, l(b) = 10 b ms, and a cheap one, l(b) = b ms, on one lane.</summary>
public class DemandMeterTests
{
    private const long Ms = 1_000_000;
    private const int Costly = 0;
    private const int Cheap = 1;

    [Fact]
    public void Promise_NoTimeForAll_CheapestIsPromised()
    {
        var (group, meter) = Create();
        var costly = Fill(group, meter, Costly, priority: 1);
        var cheap = Fill(group, meter, Cheap, priority: 1);
        meter.Promise(100 * Ms);
        Assert.False(meter.Of(costly).IsPromised);
        Assert.True(meter.Of(cheap).IsPromised);
    }

    [Fact]
    public void Promise_WaitingInSteadyStateAndTimeForAll_AllArePromised()
    {
        // Half a lane and four tenths, and half an SLO's worth of each waits: as much may wait for ever.
        var (group, meter) = Create();
        var cheap = Fill(group, meter, Cheap, priority: 1, requests: 50);
        var costly = Fill(group, meter, Costly, priority: 1, requests: 4);
        group.TakeAll(cheap, []);
        Enqueue(group, Cheap, priority: 1, requests: 25);
        group.TakeAll(costly, []);
        Enqueue(group, Costly, priority: 1, requests: 2);
        meter.Promise(100 * Ms);
        Assert.True(meter.Of(cheap).IsPromised);
        Assert.True(meter.Of(costly).IsPromised);
    }

    [Fact]
    public void Promise_CostlyModelIsOfAMoreUrgentTier_TierGoesFirst()
    {
        var (group, meter) = Create();
        var cheap = Fill(group, meter, Cheap, priority: 1);
        var costly = Fill(group, meter, Costly, priority: 0);
        meter.Promise(100 * Ms);
        Assert.True(meter.Of(costly).IsPromised);
        Assert.False(meter.Of(cheap).IsPromised);
    }

    [Fact]
    public void IsOneKind_TiersOfOneModel_StayOneKind()
    {
        var (group, meter) = Create();
        Fill(group, meter, Cheap, priority: 1);
        Fill(group, meter, Cheap, priority: 0);
        Assert.True(meter.IsOneKind);
        Fill(group, meter, Costly, priority: 1);
        Assert.False(meter.IsOneKind);
    }

    private static (GroupState Group, DemandMeter Meter) Create()
    {
        var group = new GroupState();
        group.Tiers.Keeps = true;
        group.Replan(new ServingPlan([new ServedModel("costly", 8, new LinearLatency(10 * Ms, 0)), new ServedModel("cheap", 8, new LinearLatency(Ms, 0))], 1), segments: false, []);
        return (group, new DemandMeter(group, new ShepherdOptions()));
    }

    /// <summary>Half a lane of the cheap model, or four fifths of one of the costly: requests of the last 100 ms, each due 100 ms later. All of them still wait.</summary>
    private static DeadlineQueue Fill(GroupState group, DemandMeter meter, int model, int priority) => Fill(group, meter, model, priority, model == Costly ? 8 : 50);

    private static DeadlineQueue Fill(GroupState group, DemandMeter meter, int model, int priority, int requests)
    {
        DeadlineQueue? queue = null;
        for (var i = 0; i < requests; i++)
        {
            var arrivalNs = 100 * Ms * i / requests;
            queue = Enqueue(group, model, priority, i, arrivalNs);
            meter.OnArrival(queue, arrivalNs);
        }

        return queue!;
    }

    private static void Enqueue(GroupState group, int model, int priority, int requests)
    {
        for (var i = 0; i < requests; i++)
            Enqueue(group, model, priority, i, 100 * Ms);
    }

    private static DeadlineQueue Enqueue(GroupState group, int model, int priority, int sequence, long arrivalNs) =>
        group.Enqueue(new ScheduledRequest { Sequence = sequence, Model = model, Bucket = 0, ArrivalNs = arrivalNs, DeadlineNs = arrivalNs + (100 * Ms), Priority = priority });
}
