using System.Globalization;
using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Engine.Checks;

/// <summary>
/// Keeps its own books of a serving group beside the run, and compares after every step. Each request is in exactly one place (queued, running, suspended or ended); a batch holds one model and bucket, most
/// urgent first, and no more than its limit; a lane that is open runs one batch at a time, whose list the policy leaves alone; what is suspended fits the lane's budget; the policy's count of what is
/// queued is right; and a policy that decided nothing does not ask to be woken at once.
/// </summary>
/// <param name="policy">Who decides.</param>
/// <param name="plan">What it was told.</param>
internal sealed class StepCheck(ISchedulingPolicy policy, ServingPlan plan)
{
    private readonly RequestLedger _ledger = new();
    private readonly SortedSet<int> _closed = [];
    private readonly LaneBook[] _lanes = [.. Enumerable.Range(0, plan.Lanes).Select(_ => new LaneBook())];
    private ScheduledRequest? _withdrawn;
    private long _nowNs;

    /// <summary>An event is about to be handled.</summary>
    public void At(long nowNs)
    {
        if (nowNs < _nowNs)
            throw Fault(string.Create(CultureInfo.InvariantCulture, $"the next event is in the past, at {nowNs / 1e6} ms"));
        (_nowNs, _withdrawn) = (nowNs, null);
    }

    public void Arrived(ScheduledRequest request) => Require(_ledger.Arrive(request));

    /// <summary>One that waits must be given up in this step.</summary>
    public void Cancelled(ScheduledRequest request) => _withdrawn = _ledger.PlaceOf(request) == RequestPlace.Queued ? request : null;

    public void Finished(int lane)
    {
        foreach (var request in Leave(lane).Members)
            Require(_ledger.Move(request, RequestPlace.Running, RequestPlace.Ended));
    }

    /// <summary>A lane takes no more batches, and what was suspended on it is lost.</summary>
    public void Closed(int lane)
    {
        _closed.Add(lane);
        foreach (var batch in _lanes[lane].Suspended)
        {
            foreach (var request in batch.Members.Where(r => _ledger.PlaceOf(r) == RequestPlace.Suspended))
                Require(_ledger.Move(request, RequestPlace.Suspended, RequestPlace.Queued));
        }

        _lanes[lane].Suspended.Clear();
    }

    public void Opened(int lane) => _closed.Remove(lane);

    public void Preempted(int lane)
    {
        var isSuspended = _lanes[lane].Stopping switch
        {
            _ when _closed.Contains(lane) => false,
            DecisionVerb.PreemptSuspend => true,
            DecisionVerb.PreemptRestart => false,
            _ => throw Fault($"lane {lane} was stopped without being asked to"),
        };
        var batch = Leave(lane);
        foreach (var request in batch.Members)
            Require(_ledger.Move(request, RequestPlace.Running, isSuspended ? RequestPlace.Suspended : RequestPlace.Queued));
        if (isSuspended)
            _lanes[lane].Suspended.Add(batch);
    }

    /// <summary>A decision is about to be carried out.</summary>
    public void Deciding(Decision decision)
    {
        if (decision.Verb != DecisionVerb.Drop && (decision.Lane < 0 || decision.Lane >= _lanes.Length))
            throw Fault($"{decision.Verb} names lane {decision.Lane}; there are {_lanes.Length}");
        if (_closed.Contains(decision.Lane))
            throw Fault($"{decision.Verb} names lane {decision.Lane}, which is closed");
        switch (decision.Verb)
        {
            case DecisionVerb.Dispatch:
                Dispatch(decision);
                break;
            case DecisionVerb.Resume:
                Resume(decision);
                break;
            case DecisionVerb.PreemptRestart or DecisionVerb.PreemptSuspend:
                Preempt(decision);
                break;
            case DecisionVerb.Drop:
                Drop(decision.Dropped ?? throw Fault("nothing is named to be given up"));
                break;
        }
    }

    /// <summary>All decisions of a step are carried out.</summary>
    /// <param name="lanes">The lanes as they are.</param>
    /// <param name="hasDecided">The policy decided something.</param>
    public void AfterStep(VirtualLane[] lanes, bool hasDecided)
    {
        if (_withdrawn is { } withdrawn && _ledger.PlaceOf(withdrawn) != RequestPlace.Ended)
            throw Fault($"request {withdrawn.Sequence} waited, was withdrawn and is not given up");
        var (running, suspended) = (0, 0);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            Compare(lane, lanes[lane]);
            running += _lanes[lane].Running?.Members.Count ?? 0;
            foreach (var batch in _lanes[lane].Suspended)
                suspended += batch.Members.Count(r => _ledger.PlaceOf(r) == RequestPlace.Suspended);
        }

        if (running != _ledger.Count(RequestPlace.Running) || suspended != _ledger.Count(RequestPlace.Suspended))
            throw Fault($"{_ledger.Count(RequestPlace.Running)} requests run and {_ledger.Count(RequestPlace.Suspended)} are suspended, but the lanes hold {running} and {suspended}");
        if (policy.Queued != _ledger.Count(RequestPlace.Queued))
            throw Fault($"the policy counts {policy.Queued} requests queued; of {_ledger.Known} that arrived {_ledger.Count(RequestPlace.Queued)} are");
        if (!hasDecided && policy.NextWakeNs <= _nowNs)
            throw Fault(string.Create(CultureInfo.InvariantCulture, $"nothing was decided, and the policy asks to be woken at {policy.NextWakeNs / 1e6} ms"));
    }

    /// <summary>Nothing more happens.</summary>
    public void AtEnd()
    {
        if (_ledger.Count(RequestPlace.Ended) != _ledger.Known)
            throw Fault($"of {_ledger.Known} requests {_ledger.Count(RequestPlace.Ended)} have ended");
    }

    private void Dispatch(Decision decision)
    {
        var batch = decision.Batch;
        if (batch is not { Count: > 0 })
            throw Fault($"lane {decision.Lane} is to run a batch of nothing");
        var first = batch[0];
        if (batch.Count > plan.Models[first.Model].MaxBatch)
            throw Fault($"lane {decision.Lane}: a batch of {batch.Count} is over the {plan.Models[first.Model].MaxBatch} that model '{plan.Models[first.Model].Name}' takes");
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Model != first.Model || batch[i].Bucket != first.Bucket)
                throw Fault($"lane {decision.Lane}: request {batch[i].Sequence} is of model {batch[i].Model}, bucket {batch[i].Bucket}, in a batch of model {first.Model}, bucket {first.Bucket}");
            if (i > 0 && RequestOrder.Of(batch[i]) <= RequestOrder.Of(batch[i - 1]))
                throw Fault($"lane {decision.Lane}: request {batch[i].Sequence} stands behind request {batch[i - 1].Sequence}, which is less urgent or the same");
            Require(_ledger.Move(batch[i], RequestPlace.Queued, RequestPlace.Running));
        }

        Start(decision.Lane, new BookedBatch(batch, decision.IsSegmented));
    }

    private void Resume(Decision decision)
    {
        var suspended = _lanes[decision.Lane].Suspended;
        var index = suspended.FindIndex(b => ReferenceEquals(b.Batch, decision.Batch));
        if (index < 0)
            throw Fault($"lane {decision.Lane} keeps no such batch to go on with");
        var batch = suspended[index];
        suspended.RemoveAt(index);
        foreach (var request in batch.Members)
            Require(_ledger.Move(request, RequestPlace.Suspended, RequestPlace.Running));
        Start(decision.Lane, batch);
    }

    private void Preempt(Decision decision)
    {
        var book = _lanes[decision.Lane];
        var batch = book.Running ?? throw Fault($"lane {decision.Lane} is idle, and is to be stopped");
        var kind = decision.Verb == DecisionVerb.PreemptSuspend ? PreemptionKind.Suspend : PreemptionKind.Restart;
        if (book.Stopping is not null)
            throw Fault($"lane {decision.Lane} is being stopped already");
        if (plan.Preemption.Kind < kind || (kind == PreemptionKind.Suspend && !batch.IsSegmented))
            throw Fault($"lane {decision.Lane}: {decision.Verb} is past what the lane or its batch can do");
        book.Stopping = decision.Verb;
    }

    private void Drop(ScheduledRequest request)
    {
        var place = _ledger.PlaceOf(request);
        Require(_ledger.Move(request, place == RequestPlace.Suspended ? RequestPlace.Suspended : RequestPlace.Queued, RequestPlace.Ended));
        if (place != RequestPlace.Suspended)
            return;
        // The policy uses the lists of batches that it gave up again, even within the step.
        foreach (var book in _lanes)
            book.Suspended.RemoveAll(b => b.Members.All(r => _ledger.PlaceOf(r) == RequestPlace.Ended));
    }

    private void Start(int lane, BookedBatch batch)
    {
        if (_lanes[lane].Running is { } running)
            throw Fault($"lane {lane} runs request {running.Members[0].Sequence} and {running.Members.Count - 1} more, and is to run request {batch.Members[0].Sequence} as well");
        (_lanes[lane].Running, _lanes[lane].Stopping) = (batch, null);
    }

    private BookedBatch Leave(int lane)
    {
        var batch = _lanes[lane].Running ?? throw Fault($"lane {lane} is idle, and what it runs ended");
        (_lanes[lane].Running, _lanes[lane].Stopping) = (null, null);
        return batch;
    }

    private void Compare(int lane, VirtualLane actual)
    {
        var book = _lanes[lane];
        if (!ReferenceEquals(book.Running?.Batch, actual.Current?.Batch))
            throw Fault($"lane {lane} does not run what it was given");
        if (book.Running?.HasChanged() == true)
            throw Fault($"lane {lane}: the policy changed the batch of request {book.Running.Members[0].Sequence} while it runs");
        var bytes = 0L;
        foreach (var batch in book.Suspended)
        {
            if (batch.HasChanged())
                throw Fault($"lane {lane}: the policy changed the batch of request {batch.Members[0].Sequence} while it is suspended");
            bytes += plan.Models[batch.Model].SuspendedBytes * batch.Members.Count;
        }

        if (bytes > plan.Preemption.SuspendBudgetBytes)
            throw Fault($"lane {lane} keeps {bytes} bytes of suspended state; its budget is {plan.Preemption.SuspendBudgetBytes}");
    }

    private void Require(string? fault)
    {
        if (fault is not null)
            throw Fault(fault);
    }

    private InvalidOperationException Fault(string what) => new(string.Create(CultureInfo.InvariantCulture, $"{policy.GetType().Name} at {_nowNs / 1e6} ms: {what}"));
}
