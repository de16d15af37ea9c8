using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;

namespace Shepherd.Planner.Tests.Cluster;

public class ClusterViewTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(3);
    private readonly ManualClock _clock = new();
    private readonly ClusterView _view;

    public ClusterViewTests() => _view = new ClusterView(Ttl, _clock);

    [Fact]
    public void TakeLost_WorkerSilentForLongerThanTheTtl_IsGoneOnceTheTopicIsReadThatFar()
    {
        _view.CaughtUp();
        _view.OnHeartbeat(Beats.Of("a"));
        _clock.Advance(Ttl);
        var asked = _view.NowNs;
        Assert.False(_view.IsAnybodySilent);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_view.IsAnybodySilent);
        Assert.Empty(_view.TakeLost(asked));
        Assert.Equal("a", Assert.Single(_view.Snapshot().Offers).Worker);
        Assert.Equal(["a"], _view.TakeLost(_view.NowNs));
        Assert.Empty(_view.Snapshot().Offers);
        Assert.Empty(_view.TakeLost(_view.NowNs));
    }

    [Fact]
    public void OnHeartbeat_GoodbyeOfBeforeReadAgain_IsIgnored()
    {
        _view.CaughtUp();
        _view.OnHeartbeat(Beats.Of("a") with { SentAt = DateTimeOffset.UnixEpoch.AddSeconds(2) });
        _view.OnHeartbeat(Beats.Of("a", state: WorkerState.Stopped) with { SentAt = DateTimeOffset.UnixEpoch.AddSeconds(1) });
        Assert.Single(_view.Snapshot().Offers);
    }

    [Theory]
    [InlineData("host:1", "host:1", true, false)]
    [InlineData("tls://host:1", "host:1", true, true)]
    [InlineData("tls://", "", false, true)]
    [InlineData("", "", false, false)]
    public void Snapshot_PeerAddress_SaysWhereAndHow(string said, string address, bool canBePeer, bool usesTls)
    {
        _view.CaughtUp();
        _view.OnHeartbeat(Beats.Of("a") with { PeerAddress = said });
        var snapshot = _view.Snapshot();
        var worker = Assert.Single(snapshot.Workers);
        Assert.Equal((address, canBePeer, usesTls), (snapshot.Addresses["a"], worker.CanBePeer, worker.UsesTls));
    }

    [Fact]
    public void Snapshot_WorkerKnownFromHistory_HoldsButIsOfferedNothing()
    {
        _view.OnHeartbeat(Beats.Of("a", owned: [1, 2]));
        _view.CaughtUp();
        var snapshot = _view.Snapshot();
        Assert.False(snapshot.IsSettled);
        Assert.Empty(snapshot.Offers);
        Assert.Equal([new Ownership("a", "g", 1), new Ownership("a", "g", 2)], snapshot.Held);
        _view.OnHeartbeat(Beats.Of("a", owned: [1, 2]));
        Assert.True(_view.Snapshot().IsSettled);
    }

    [Fact]
    public void Snapshot_WorkerOnlyInThePlan_UnsettlesForOneTtl()
    {
        _view.OnPlan(Beats.Plan(new Epoch(1, 1), new PlanAssignment("a", "g", [0])));
        _view.CaughtUp();
        Assert.False(_view.Snapshot().IsSettled);
        _clock.Advance(Ttl + TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a"], _view.TakeLost(_view.NowNs));
        Assert.True(_view.Snapshot().IsSettled);
    }

    [Fact]
    public void Snapshot_WorkerSaysGoodbye_IsGoneAtOnce()
    {
        _view.CaughtUp();
        _view.OnHeartbeat(Beats.Of("a"));
        _view.OnHeartbeat(Beats.Of("a", state: WorkerState.Stopped));
        Assert.Empty(_view.Snapshot().Following);
    }

    [Fact]
    public void Snapshot_WorkerDrains_HoldsButIsNotOffered()
    {
        _view.CaughtUp();
        _view.OnHeartbeat(Beats.Of("a", owned: [4], state: WorkerState.Draining));
        var snapshot = _view.Snapshot();
        Assert.Empty(snapshot.Offers);
        Assert.Single(snapshot.Held);
    }

    [Fact]
    public void OnPlan_OlderEpoch_IsIgnored()
    {
        var newer = Beats.Plan(new Epoch(2, 1));
        _view.OnPlan(newer);
        _view.OnPlan(Beats.Plan(new Epoch(1, 9)));
        Assert.Same(newer, _view.Plan);
    }
}
