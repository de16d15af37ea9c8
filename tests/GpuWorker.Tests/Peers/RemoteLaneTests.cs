using System.Net.Sockets;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Tests.Driving;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Peers;

/// <summary>A lane of another worker does what one's own does; and what it does when the other worker is gone, or the plan has changed.</summary>
public sealed class RemoteLaneTests : IDisposable
{
    private readonly SteppedModel _model = new(segments: 3);
    private PeerPair? _pair;

    public void Dispose()
    {
        _model.MayEnd.Release(1000);
        _pair?.Dispose();
    }

    [Fact]
    public void Run_Batch_IsAnsweredByTheLeadAndSaysWhereItRan()
    {
        var lane = Start().Join();
        _model.MayEnd.Release(6);
        WorkItem[] batch = [PeerPair.Item(0), PeerPair.Item(1)];
        lane.Run(batch);
        var done = _pair!.Take().Finished!;
        Assert.Same(batch, done.Batch);
        Assert.Equal((7, true), (done.Lane, done.IsMeasure));
        Assert.True(done.DurationNs > 0);
        Assert.Equal([("0", "peer", null), ("1", "peer", null)], _pair.TakeAnswers(2));

        lane.Run([PeerPair.Item(2)]);
        Assert.NotNull(_pair.Take().Finished);
        Assert.Equal("2", Assert.Single(_pair.TakeAnswers(1)).Id);
        Assert.All(_pair.Hops, hop => Assert.True(hop > 0));
        Assert.Equal(0, _model.Live);
    }

    [Fact]
    public void Run_BatchFails_TheDriverHearsWhySoThatPartsOfItRun()
    {
        _model.Failure = new InvalidOperationException("it is poison");
        var lane = Start().Join();
        WorkItem[] batch = [PeerPair.Item(0), PeerPair.Item(1)];
        lane.Run(batch);
        var done = _pair!.Take().Finished!;
        Assert.Same(batch, done.Batch);
        Assert.Equal((false, "it is poison"), (done.IsMeasure, done.Failure?.Message));

        lane.Run([batch[1]]);
        Assert.Equal("it is poison", _pair.Take().Finished!.Failure?.Message);
        Assert.Equal([("1", "peer", "it is poison")], _pair.TakeAnswers(1));
        // The two together were no outcome.
        Assert.Equal(1, _pair.FailuresTogether);
        _model.Failure = null;
        _model.MayEnd.Release(3);
        lane.Run([batch[0]]);
        Assert.Null(_pair.Take().Finished!.Failure);
        Assert.Equal([("0", "peer", null)], _pair.TakeAnswers(1));
    }

    [Fact]
    public void Stop_Suspend_GoesOnWhereItStoppedWhileAnotherRanBetween()
    {
        var lane = Start(SteppedModel.StateBytesOfRun).Join();
        WorkItem[] slow = [PeerPair.Item(0)];
        StopInSegment(lane, slow, PreemptionKind.Suspend);
        var stopped = _pair!.Take().Preempted!;
        Assert.Same(slow, stopped.Batch);
        Assert.Equal((7, true), (stopped.Lane, stopped.IsKept));
        Assert.Equal((1, 1), (_model.SegmentsRun, _model.Live));

        _model.MayEnd.Release(3 + 2);
        lane.Run([PeerPair.Item(1)]);
        Assert.NotNull(_pair.Take().Finished);
        lane.Resume(slow);
        Assert.Same(slow, _pair.Take().Finished!.Batch);
        Assert.Equal(["0", "1"], _pair.TakeAnswers(2).Select(a => a.Id));
        Assert.Equal((6, 0), (_model.SegmentsRun, _model.Live));
    }

    [Fact]
    public void Stop_Restart_LosesItsWorkAndRunsAgain()
    {
        var lane = Start(SteppedModel.StateBytesOfRun).Join();
        WorkItem[] batch = [PeerPair.Item(0)];
        StopInSegment(lane, batch, PreemptionKind.Restart);
        Assert.False(_pair!.Take().Preempted!.IsKept);
        Assert.True(_model.WasAbandoned);
        _model.MayEnd.Release(3);
        lane.Run(batch);
        Assert.NotNull(_pair.Take().Finished);
        Assert.Equal(4, _model.SegmentsRun);
    }

    [Fact]
    public async Task Discard_Suspended_FreesItsState()
    {
        var lane = Start(SteppedModel.StateBytesOfRun).Join();
        WorkItem[] batch = [PeerPair.Item(0)];
        StopInSegment(lane, batch, PreemptionKind.Suspend);
        Assert.True(_pair!.Take().Preempted!.IsKept);
        lane.Discard(batch);
        await Eventually.BecomesTrueAsync(() => _model.Live == 0, "its state is freed");
    }

    [Fact]
    public void Stop_AfterTheEnd_StopsNothingElse()
    {
        var lane = Start().Join();
        _model.MayEnd.Release(6);
        lane.Run([PeerPair.Item(0)]);
        Assert.NotNull(_pair!.Take().Finished);
        lane.Stop(PreemptionKind.Restart);
        lane.Run([PeerPair.Item(1)]);
        Assert.NotNull(_pair.Take().Finished);
    }

    [Fact]
    public async Task Run_PeerGoneInTheMiddle_IsLostAsAWholeAndItsWorkEnds()
    {
        var lane = Start(SteppedModel.StateBytesOfRun).Join();
        WorkItem[] batch = [PeerPair.Item(0)];
        lane.Run(batch);
        _model.Began.Wait();
        var down = Task.Run(_pair!.Server.Dispose);
        var lost = _pair.Take().Lanes!;
        Assert.Equal((LaneChangeKind.Lost, true), (lost.Kind, ReferenceEquals(lane, Assert.Single(lost.Lanes))));
        Assert.Empty(_pair.Answers);
        _model.MayEnd.Release(3);
        await down;
        Assert.Equal(0, _model.Live);
        Assert.True(_pair.HasLogged("Peer peer is lost"));
    }

    [Fact]
    public async Task Read_PlanWithAnotherLead_RefusesFurtherBatchesAndTheLanesAreLost()
    {
        var lane = Start().Join();
        _pair!.Read(PeerPair.Plan(new Epoch(1, 6), "another", new Epoch(1, 6)));
        lane.Run([PeerPair.Item(0)]);
        Assert.Equal(LaneChangeKind.Lost, _pair.Take().Lanes!.Kind);
        Assert.Equal(0, _model.SegmentsRun);
        await Eventually.BecomesTrueAsync(() => _pair.HasLogged("by plan 1.6 the lead of worker 'peer' is 'another'"), "the refusal says why");
        Assert.Empty(_pair.Answers);
    }

    [Fact]
    public async Task Connect_LeadOfAnOlderPlan_IsRefusedWithTheReason()
    {
        Start(plan: PeerPair.Plan(new Epoch(2, 1), "another", new Epoch(2, 1)));
        await Eventually.BecomesTrueAsync(() => _pair!.HasLogged("'lead' leads since epoch 1.5, and by plan 2.1"), "the refusal says why");
        Assert.Empty(_pair!.Events);
    }

    [Fact]
    public void Connect_LeadOfAPlanThatIsNotReadYet_WaitsForIt()
    {
        Start(plan: PeerPair.Plan(new Epoch(1, 4), "another", new Epoch(1, 4)));
        _pair!.Read(PeerPair.Plan(PeerPair.Since, "lead", PeerPair.Since));
        _pair.Join();
    }

    [Fact]
    public async Task Connect_PeerStillAnswersWhatItHadTaken_WaitsForThat()
    {
        Start(isFree: false);
        await Eventually.BecomesTrueAsync(() => _pair!.Events.Count == 0, "nothing is led yet");
        _pair!.IsFree = true;
        _pair.Join();
    }

    [Fact]
    public async Task Drain_WhileABatchRuns_FinishesItAndTakesNoFurther()
    {
        var lane = Start().Join();
        lane.Run([PeerPair.Item(0)]);
        _model.Began.Wait();
        var drained = _pair!.Server.DrainAsync(CancellationToken.None);
        Assert.Equal(LaneChangeKind.Leaving, _pair.Take().Lanes!.Kind);
        Assert.False(drained.IsCompleted);
        _model.MayEnd.Release(3);
        Assert.NotNull(_pair.Take().Finished);
        Assert.Equal("0", Assert.Single(_pair.TakeAnswers(1)).Id);
        Assert.Equal(LaneChangeKind.Lost, _pair.Take().Lanes!.Kind);
        await drained;
    }

    [Fact]
    public void Leave_WhileABatchRuns_FinishesIt()
    {
        var lane = Start().Join();
        lane.Run([PeerPair.Item(0)]);
        _model.Began.Wait();
        _pair!.Link.Leave();
        Assert.Equal(LaneChangeKind.Leaving, _pair.Take().Lanes!.Kind);
        _model.MayEnd.Release(3);
        Assert.NotNull(_pair.Take().Finished);
        Assert.Equal("0", Assert.Single(_pair.TakeAnswers(1)).Id);
        Assert.Equal(LaneChangeKind.Lost, _pair.Take().Lanes!.Kind);
    }

    [Fact]
    public async Task Connect_NoWorker_IsToldAndLosesNothing()
    {
        var lane = Start().Join();
        var (host, port) = _pair!.Server.Address.Split(':') switch { var parts => (parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)) };
        using var stranger = new TcpClient();
        await stranger.ConnectAsync(host, port);
        await stranger.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: shepherd\r\n\r\n"u8.ToArray());
        await Eventually.BecomesTrueAsync(() => _pair.HasLogged("that is none of this protocol") || _pair.HasLogged("at most"), "it is told");
        _model.MayEnd.Release(3);
        lane.Run([PeerPair.Item(0)]);
        Assert.NotNull(_pair.Take().Finished);
    }

    private PeerPair Start(long suspendBudgetBytes = 0, Schemas.Control.PlanRecord? plan = null, bool isFree = true) =>
        _pair = new PeerPair(_model, suspendBudgetBytes, plan: plan, isFree: isFree);

    private void StopInSegment(ILane lane, WorkItem[] batch, PreemptionKind kind)
    {
        lane.Run(batch);
        _model.Began.Wait();
        lane.Stop(kind);
        // The segment ends only once the peer has read that.
        SpinWait.SpinUntil(() => _model.IsStopAsked, Eventually.Patience);
        _model.MayEnd.Release();
    }
}
