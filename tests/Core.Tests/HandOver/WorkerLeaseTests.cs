using Shepherd.Core.HandOver;

namespace Shepherd.Core.Tests.HandOver;

public class WorkerLeaseTests
{
    private const long Ttl = 3000;

    [Fact]
    public void Check_NothingAcknowledged_IsFenced()
    {
        var lease = new WorkerLease(Ttl, 0);
        Assert.False(lease.Check(0));
        Assert.False(lease.PlanRead(0, default, 1));
        Assert.Equal(long.MinValue, lease.EndsNs);
    }

    [Fact]
    public void Check_Acknowledged_HoldsForTheTtlFromWhereItWasSent()
    {
        var lease = Held(sentNs: 100);
        Assert.Equal(100 + Ttl, lease.EndsNs);
        Assert.True(lease.Check(100 + Ttl - 1));
        Assert.False(lease.Check(100 + Ttl));
        Assert.True(lease.IsFenced);
    }

    [Fact]
    public void Acknowledge_InTime_Extends()
    {
        var lease = Held(sentNs: 100);
        lease.Acknowledge(1000, 2000);
        Assert.Equal(1000 + Ttl, lease.EndsNs);
    }

    [Fact]
    public void Acknowledge_OfAnOlderOne_DoesNotShorten()
    {
        var lease = Held(sentNs: 100);
        lease.Acknowledge(50, 200);
        Assert.Equal(100 + Ttl, lease.EndsNs);
    }

    [Fact]
    public void Acknowledge_AfterItRanOut_StaysFenced()
    {
        var lease = Held(sentNs: 100);
        // Sent in time, and known to be there too late: nobody looked in between.
        lease.Acknowledge(3000, 100 + Ttl);
        Assert.True(lease.IsFenced);
        Assert.False(lease.Check(100 + Ttl + 1));
        Assert.False(lease.AwaitsPlan);
    }

    [Fact]
    public void PlanRead_FencedAndNothingSentSince_StaysFenced()
    {
        var lease = Held(sentNs: 100);
        lease.Acknowledge(3000, 100 + Ttl);
        Assert.False(lease.PlanRead(100 + Ttl + 5, default, 100 + Ttl + 6));
    }

    [Fact]
    public void PlanRead_EndAskedForBeforeTheAcknowledgement_StaysFenced()
    {
        var lease = Held(sentNs: 100);
        lease.Check(10_000);
        lease.Acknowledge(10_000, 10_020);
        Assert.True(lease.AwaitsPlan);
        Assert.False(lease.PlanRead(10_019, default, 10_030));
        Assert.True(lease.PlanRead(10_020, default, 10_030));
        Assert.Equal(10_000 + Ttl, lease.EndsNs);
    }

    [Fact]
    public void PlanRead_SlowerThanTheTtl_NeedsANewAcknowledgement()
    {
        var lease = Held(sentNs: 100);
        lease.Check(10_000);
        lease.Acknowledge(10_000, 10_010);
        Assert.False(lease.PlanRead(10_010, default, 10_000 + Ttl));
        Assert.False(lease.AwaitsPlan);
        Assert.False(lease.PlanRead(10_000 + Ttl, default, 10_000 + Ttl));
        lease.Acknowledge(10_000 + Ttl, 10_001 + Ttl);
        Assert.True(lease.PlanRead(10_001 + Ttl, default, 10_002 + Ttl));
    }

    [Fact]
    public void Floor_RanOutAndHoldsAgain_IsTheNewestPlanReadByThen()
    {
        var lease = Held(sentNs: 100);
        Assert.Equal(default, lease.Floor);
        // Read for other reasons: it holds all the time.
        Assert.True(lease.PlanRead(200, new PlanEpoch(3, 1), 200));
        Assert.Equal(default, lease.Floor);
        lease.Check(10_000);
        lease.Acknowledge(10_000, 10_020);
        Assert.False(lease.PlanRead(10_010, new PlanEpoch(3, 2), 10_030));
        Assert.Equal(default, lease.Floor);
        Assert.True(lease.PlanRead(10_020, new PlanEpoch(3, 3), 10_030));
        Assert.Equal(new PlanEpoch(3, 3), lease.Floor);
    }

    [Fact]
    public void Shorten_Held_EndsEarlier()
    {
        var lease = Held(sentNs: 100);
        lease.Shorten(Ttl + 1);
        Assert.Equal(100 + Ttl, lease.EndsNs);
        lease.Shorten(1000);
        Assert.Equal(1100, lease.EndsNs);
        Assert.False(lease.Check(1100));
        Assert.Throws<ArgumentOutOfRangeException>(() => lease.Shorten(0));
    }

    [Fact]
    public void Acknowledge_SentInTheFuture_Throws() => Assert.Throws<ArgumentException>(() => Held(0).Acknowledge(100, 99));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void New_TtlNotPositive_Throws(long ttlNs) => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerLease(ttlNs, 0));

    /// <summary>Whoever counts the TTL from when a heartbeat could be read at the earliest, its sending, never finds the worker holding on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Check_AnyOrderOfEvents_NeverHoldsPastTheTtlOfWhatWasSent(int seed)
    {
        var random = new Random(seed);
        var lease = new WorkerLease(Ttl, 0);
        var (now, newestAcked, held) = (0L, long.MinValue, 0);
        var inFlight = new List<long>();
        for (var step = 0; step < 50_000; step++)
        {
            now += random.Next(20) == 0 ? random.Next(5000) : random.Next(200);
            var before = lease.IsFenced;
            switch (random.Next(4))
            {
                case 0:
                    inFlight.Add(now);
                    break;
                case 1 when inFlight.Count > 0:
                    var sent = inFlight[random.Next(inFlight.Count)];
                    inFlight.Remove(sent);
                    lease.Acknowledge(sent, now);
                    newestAcked = Math.Max(newestAcked, sent);
                    Assert.True(!before || lease.IsFenced);
                    break;
                case 2:
                    lease.PlanRead(now - random.Next(100), default, now);
                    break;
                default:
                    lease.Check(now);
                    Assert.True(!before || lease.IsFenced);
                    break;
            }

            if (!lease.Check(now))
                continue;
            held++;
            Assert.True(now < newestAcked + Ttl);
            Assert.Equal(newestAcked + Ttl, lease.EndsNs);
        }

        Assert.InRange(held, 1000, 49_000);
    }

    private static WorkerLease Held(long sentNs)
    {
        var lease = new WorkerLease(Ttl, 0);
        lease.Acknowledge(sentNs, sentNs);
        Assert.True(lease.PlanRead(sentNs, default, sentNs));
        return lease;
    }
}
