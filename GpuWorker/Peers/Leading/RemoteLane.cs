using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Peers.Wire;

namespace Shepherd.GpuWorker.Peers.Leading;

/// <summary>
/// A lane of another worker, which this one leads: to the driver it is as its own. What the driver asks goes out as a frame; the frames that come back are told to it as events. A batch is
/// answered once all of it is back, so that one whose peer is lost on the way can run again.
/// </summary>
/// <param name="lane">Its number on the peer.</param>
/// <param name="connection">The way there.</param>
/// <param name="answers">Takes what batches end with, on the thread that reads the connection.</param>
/// <param name="report">Told when the lane is idle again.</param>
internal sealed class RemoteLane(int lane, LeadConnection connection, IBatchAnswers answers, Action<DriverEvent> report) : IJoiningLane
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WorkItem[], (long First, long WorkedNs)> _kept = new(ReferenceEqualityComparer.Instance);
    private volatile RemoteStretch? _asked;
    private volatile bool _isBusy;
    private int _number;

    /// <summary>A batch is under way.</summary>
    public bool IsBusy => _isBusy;

    /// <inheritdoc/>
    public void Join(int number) => _number = number;

    /// <inheritdoc/>
    public void Run(WorkItem[] batch)
    {
        var number = connection.NextStretch();
        Ask(new RemoteStretch(number, number, batch, 0));
        connection.Send(new PeerOrder(new FrameHeader(FrameKind.Run, Lane: lane, Stretch: number), batch));
    }

    /// <inheritdoc/>
    public void Stop(PreemptionKind kind) =>
        connection.Send(new PeerOrder(new FrameHeader(FrameKind.Stop, Lane: lane, Stretch: _asked!.Number, Flag: kind == PreemptionKind.Suspend)));

    /// <inheritdoc/>
    public void Resume(WorkItem[] batch)
    {
        var (first, workedNs) = Take(batch);
        var stretch = new RemoteStretch(connection.NextStretch(), first, batch, workedNs);
        Ask(stretch);
        connection.Send(new PeerOrder(new FrameHeader(FrameKind.Resume, Lane: lane, Stretch: stretch.Number, Number: first)));
    }

    /// <inheritdoc/>
    public void Discard(WorkItem[] batch) => connection.Send(new PeerOrder(new FrameHeader(FrameKind.Discard, Lane: lane, Number: Take(batch).First)));

    /// <summary>Answers came; the payload is taken over.</summary>
    /// <exception cref="PeerProtocolException">Nobody asked for them.</exception>
    public void Answer(FrameHeader header, FramePayload payload)
    {
        var stretch = Current(header);
        var came = AnswersFrame.Read(header, payload, stretch.Batch.Length);
        stretch.Answers.Add(came);
        stretch.Answered += came.Count;
    }

    /// <summary>The batch ended.</summary>
    /// <returns>What the way there and back took, nanoseconds.</returns>
    /// <exception cref="PeerProtocolException">It did not, or lacks answers.</exception>
    public long Finish(FrameHeader header)
    {
        var stretch = Current(header);
        if (stretch.Answered != stretch.Batch.Length)
            throw new PeerProtocolException($"a batch of {stretch.Batch.Length} ended with {stretch.Answered} answers");
        var elapsedNs = stretch.ElapsedNs;
        var failure = stretch.Answers is [{ Failure: { } reason }] ? reason : null;
        foreach (var item in stretch.Batch)
            item.RanOn = connection.Peer;
        End(stretch.Batch, elapsedNs, header.Flag, failure);
        if (failure is not null)
        {
            GiveFailure(stretch.Batch, failure);
            return elapsedNs - header.Number;
        }

        foreach (var came in stretch.Answers)
            answers.Give(came.Count == stretch.Batch.Length ? stretch.Batch : stretch.Batch[came.First..(came.First + came.Count)], came.Outputs, came.Failure);
        return elapsedNs - header.Number;
    }

    /// <summary>The batch was stopped.</summary>
    /// <exception cref="PeerProtocolException">Nobody asked for that.</exception>
    public void Preempt(FrameHeader header)
    {
        var stretch = Current(header);
        if (stretch.Answered > 0)
            throw new PeerProtocolException($"a batch that was stopped has {stretch.Answered} answers");
        if (header.Flag)
        {
            lock (_lock)
                _kept.Add(stretch.Batch, (stretch.First, stretch.ElapsedNs));
        }

        _isBusy = false;
        report(new DriverEvent(Preempted: new PreemptedBatch(_number, stretch.Batch, header.Flag)));
    }

    /// <summary>The batch cannot be sent: parts of it may be, and of one request alone that is the outcome, since no lane but the lead's own could run it.</summary>
    public void Fail(WorkItem[] batch, Exception failure)
    {
        End(batch, 0, isMeasure: false, failure);
        GiveFailure(batch, failure);
    }

    /// <summary>The connection is lost: gives back what came and is not to be used.</summary>
    public void Forget()
    {
        foreach (var came in _asked?.Answers ?? [])
            came.Outputs?.Dispose();
    }

    private void Ask(RemoteStretch stretch) => (_isBusy, _asked) = (true, stretch);

    private void GiveFailure(WorkItem[] batch, Exception failure)
    {
        if (batch.Length > 1)
            answers.FailedTogether(batch, failure);
        else
            answers.Give(batch, null, failure);
    }

    private void End(WorkItem[] batch, long elapsedNs, bool isMeasure, Exception? failure)
    {
        _isBusy = false;
        // Before the results are encoded, so that the next decision overlaps with it.
        report(new DriverEvent(Finished: new FinishedBatch(_number, batch, elapsedNs, isMeasure, failure)));
    }

    private RemoteStretch Current(FrameHeader header) => _isBusy && _asked is { } asked && asked.Number == header.Stretch
        ? asked
        : throw new PeerProtocolException($"a frame {header.Kind} of stretch {header.Stretch} on lane {lane}, where {(_isBusy ? $"stretch {_asked?.Number} runs" : "nothing runs")}");

    private (long First, long WorkedNs) Take(WorkItem[] batch)
    {
        lock (_lock)
            return _kept.Remove(batch, out var kept) ? kept : throw new InvalidOperationException($"the batch of request '{batch[0].Id}' is not suspended on this lane");
    }
}
