using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Peers.Wire;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Following;

/// <summary>A lane of this worker that a lead uses. What the lead asks comes on the thread that reads its connection, and goes to a <see cref="Lane"/> as a driver's would; what the lane says goes back on the lane's.</summary>
internal sealed class SessionLane : IBatchAnswers, IDisposable
{
    private readonly int _number;
    private readonly PeerSession _session;
    private readonly Lane _lane;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, PeerBatch> _kept = [];
    private volatile PeerBatch? _current;

    /// <param name="number">Of the lane.</param>
    /// <param name="session">Whose it is.</param>
    /// <param name="create">Makes the lane, of who takes its answers and its events.</param>
    public SessionLane(int number, PeerSession session, Func<IBatchAnswers, Action<DriverEvent>, Lane> create)
    {
        (_number, _session) = (number, session);
        _lane = create(this, Report);
        _lane.Start();
    }

    public bool IsBusy => _current is not null;

    public void Run(PeerBatch batch)
    {
        Take(batch);
        _lane.Run(batch.Items);
    }

    /// <exception cref="PeerProtocolException">No such batch is suspended here.</exception>
    public void Resume(long first, long stretch)
    {
        var batch = TakeKept(first);
        batch.Stretch = stretch;
        Take(batch);
        _lane.Resume(batch.Items);
    }

    /// <summary>A stop that comes after the end of its stretch stops nothing.</summary>
    public void Stop(long stretch, PreemptionKind kind)
    {
        if (_current is { } batch && batch.Stretch == stretch)
            _lane.Stop(kind);
    }

    /// <exception cref="PeerProtocolException">No such batch is suspended here.</exception>
    public void Discard(long first)
    {
        using var batch = TakeKept(first);
        _lane.Discard(batch.Items);
    }

    /// <summary>Gives up all that is suspended.</summary>
    public void DiscardAll()
    {
        List<long> kept;
        lock (_lock)
            kept = [.. _kept.Keys];
        kept.ForEach(Discard);
    }

    /// <inheritdoc/>
    public void Give(WorkItem[] batch, BatchOutputs? outputs, Exception? failure)
    {
        var current = _current!;
        var first = ReferenceEquals(batch, current.Items) ? 0 : Array.IndexOf(current.Items, batch[0]);
        using (outputs)
        {
            if (!TryAnswer(current, first, batch.Length, outputs, failure))
                TryAnswer(current, first, batch.Length, null, new PeerRunException($"the outputs of {batch.Length} requests are over the {PeerLimits.FrameBytesMax} bytes that go to a lead: lower the model's max_batch"));
        }

        current.Answered += batch.Length;
        EndIfDone(current);
    }

    /// <summary>Stops what runs, and waits until the lane is still. Nothing more is said of it.</summary>
    public void Dispose()
    {
        if (_current is not null)
            _lane.Stop(PreemptionKind.Restart);
        _lane.End();
        _lane.Dispose();
        _current?.Dispose();
        foreach (var batch in _kept.Values)
            batch.Dispose();
        _kept.Clear();
    }

    /// <summary>Sends answers; false where they are too long for a frame.</summary>
    private bool TryAnswer(PeerBatch current, int first, int count, BatchOutputs? outputs, Exception? failure)
    {
        using var head = new PooledBufferWriter();
        var data = new List<ReadOnlyMemory<byte>>();
        AnswersFrame.Write(head, data, first, count, outputs, failure);
        if (head.WrittenCount + data.Sum(d => (long)d.Length) > PeerLimits.FrameBytesMax)
            return false;
        _session.Write(new FrameHeader(FrameKind.Answers, Lane: _number, Stretch: current.Stretch, Number: head.WrittenCount, Flag: outputs is null), head.WrittenMemory, data);
        return true;
    }

    private void Take(PeerBatch batch)
    {
        if (_current is { } busy)
        {
            batch.Dispose();
            throw new PeerProtocolException($"lane {_number} runs stretch {busy.Stretch}, and is to run stretch {batch.Stretch} as well");
        }

        _current = batch;
    }

    private PeerBatch TakeKept(long first)
    {
        lock (_lock)
            return _kept.Remove(first, out var batch) ? batch : throw new PeerProtocolException($"the batch of stretch {first} is not suspended on lane {_number}");
    }

    private void Report(DriverEvent ofLane)
    {
        var batch = _current!;
        if (ofLane.Preempted is { } stopped)
        {
            LeavePreempted(batch, stopped);
            return;
        }

        batch.End = ofLane.Finished;
        EndIfDone(batch);
    }

    private void LeavePreempted(PeerBatch batch, PreemptedBatch stopped)
    {
        if (stopped.IsKept)
        {
            lock (_lock)
                _kept.Add(batch.First, batch);
        }

        // Before the lead hears of it, and gives the lane its next batch.
        _current = null;
        _session.Write(new FrameHeader(FrameKind.Preempted, Lane: _number, Stretch: batch.Stretch, Flag: stopped.IsKept));
        GiveBack(batch, isOver: !stopped.IsKept);
    }

    private void EndIfDone(PeerBatch batch)
    {
        if (batch.End is not { } end || batch.Answered < batch.Items.Length)
            return;
        _current = null;
        _session.Write(new FrameHeader(FrameKind.Finished, Lane: _number, Stretch: batch.Stretch, Number: end.DurationNs, Flag: end.IsMeasure));
        GiveBack(batch, isOver: true);
    }

    /// <summary>Once only, when it first stops or ends: what is suspended holds no credit, or it could keep what is to run from coming.</summary>
    private void GiveBack(PeerBatch batch, bool isOver)
    {
        if (batch.TakeCredit() is > 0 and var bytes)
            _session.Write(new FrameHeader(FrameKind.Credit, Number: bytes));
        if (isOver)
            batch.Dispose();
    }
}
