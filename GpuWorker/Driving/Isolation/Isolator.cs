using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Driving.Isolation;

/// <summary>
/// What becomes of batches that fail. One request alone has failed; of several, parts run until those at fault are known, and the policy sees one batch that runs on. A stop between two parts ends the search: what has its outcome
/// keeps it, the rest goes back to the policy. In the driver's steps only.
/// </summary>
/// <param name="nameOf">Name of a model.</param>
/// <param name="failures">Told what was found, and gives requests that are not run any more their outcome.</param>
internal sealed class Isolator(Func<int, string> nameOf, IFailedBatches failures)
{
    private readonly FailureWatch _watch = new((model, lane, reason) => failures.Broke(nameOf(model), lane, reason));

    /// <summary>The lane's number may be another's next.</summary>
    public void Forget(int lane) => _watch.Forget(lane);

    /// <summary>Notes how a batch, or a part of one, ended.</summary>
    /// <returns>True when all of the batch has its outcome.</returns>
    public bool Note(LaneBatch batch, FinishedBatch part)
    {
        batch.Search?.Ran(part);
        if (part.Failure is not { } failure)
        {
            _watch.Succeeded(ModelOf(batch), batch.Lane);
            if (batch.Search is null)
                return true;
            Answered(batch, part.Batch);
        }
        else if (part.Batch.Count == 1)
        {
            _watch.Failed(ModelOf(batch), batch.Lane, failure);
            Answered(batch, part.Batch);
            if (batch.Items.Length == 1)
                _watch.BatchFailed(ModelOf(batch), batch.Lane);
        }
        else if (batch.Search is { } search)
        {
            search.Split([.. part.Batch]);
        }
        else if (batch.Stopping == PreemptionKind.None)
        {
            batch.Search = new PoisonSearch(batch.Items, _watch.IsBroken(ModelOf(batch), batch.Lane));
            batch.Failure = failure;
        }

        return batch.Answered == batch.Items.Length;
    }

    /// <summary>The next part of a batch to run. Requests that are late by now are given up.</summary>
    /// <returns>Null when all of the batch has its outcome.</returns>
    public WorkItem[]? Next(LaneBatch batch, long nowNs)
    {
        var search = batch.Search!;
        while (search.TryTake(out var part))
        {
            WorkItem[] inTime = [.. part.Where(i => i.DeadlineNs > nowNs)];
            foreach (var late in part.Except(inTime))
            {
                Answered(batch, [late]);
                failures.Expire(late, nowNs);
            }

            if (inTime.Length > 0)
                return inTime;
        }

        foreach (var condemned in search.TakeCondemned())
        {
            Answered(batch, [condemned]);
            failures.Fail(condemned, new ModelBrokenException(_watch.Explain(ModelOf(batch), batch.Lane, nameOf(ModelOf(batch)))));
        }

        return null;
    }

    /// <summary>A search is over: all of the batch has its outcome, or it was stopped.</summary>
    /// <returns>The batch as a whole, as it ended.</returns>
    public FinishedBatch End(LaneBatch batch)
    {
        var search = batch.Search!;
        if (batch.Answered == batch.Items.Length && search is { Succeeded: 0, Failed: > 0 })
            _watch.BatchFailed(ModelOf(batch), batch.Lane);
        failures.Isolated(nameOf(ModelOf(batch)), batch, search, batch.Failure!.Message);
        var whole = new FinishedBatch(batch.Lane, batch.Items, search.DurationNs, IsMeasure: false, batch.Failure);
        (batch.Search, batch.Failure) = (null, null);
        return whole;
    }

    private static int ModelOf(LaneBatch batch) => batch.Items[0].Model;

    private static void Answered(LaneBatch batch, IReadOnlyList<WorkItem> items)
    {
        batch.Answered += items.Count;
        foreach (var item in items)
            item.IsAnswered = true;
    }
}
