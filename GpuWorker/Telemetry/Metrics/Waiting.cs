using System.Collections.Concurrent;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;

namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>What waits in this worker, by model: kept whether anybody looks or not, since it cannot be reckoned later.</summary>
internal sealed class Waiting : IServingEvents
{
    private readonly ConcurrentDictionary<string, WaitingRequests> _models = new(StringComparer.Ordinal);

    public IEnumerable<WaitingRequests> Models => _models.Values;

    /// <summary>Deadline of the request without an outcome that came first, of any model; <see cref="long.MaxValue"/> where there is none.</summary>
    public long OldestDeadlineNs => _models.Values.Select(m => m.OldestDeadlineNs).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>Requests without an outcome whose partitions are another worker's. Driver's thread.</summary>
    public IReadOnlyList<WorkItem> FindLost() => [.. _models.Values.SelectMany(m => m.Requests()).Where(i => i.Record.Holding is { IsLost: true })];

    /// <summary>A request without an outcome by its id; null: it is not here. Driver's thread.</summary>
    public WorkItem? Find(string id) => _models.Values.SelectMany(m => m.Requests()).FirstOrDefault(i => i.Id == id);

    public void Arrived(WorkItem item, long nowNs) => Of(item).Arrive(item);

    public void Dispatched(LaneBatch batch, long nowNs)
    {
        var model = Of(batch.Items[0]);
        model.Queue(-batch.Items.Length);
        model.Predict(batch.TotalNs, batch.Items.Length);
    }

    public void Stopped(LaneBatch batch, long nowNs)
    {
        // What is suspended waits on its lane, not in a queue.
        if (batch.IsSuspended)
            return;
        var model = Of(batch.Items[0]);
        model.Queue(batch.Items.Length - batch.Answered);
        foreach (var item in batch.Items)
        {
            if (item.IsAnswered)
                model.Leave(item);
        }
    }

    public void Finished(LaneBatch batch, FinishedBatch done, long nowNs)
    {
        var model = Of(batch.Items[0]);
        foreach (var item in batch.Items)
            model.Leave(item);
    }

    public void Dropped(WorkItem item, DropReason reason, long nowNs)
    {
        var model = Of(item);
        if (item.Batch is not { IsSuspended: true })
            model.Queue(-1);
        model.Leave(item);
    }

    private WaitingRequests Of(WorkItem item) =>
        _models.TryGetValue(item.Record.Model, out var model) ? model : _models.GetOrAdd(item.Record.Model, static (name, record) => new WaitingRequests(new ModelTags(name, record.Group)), item.Record);
}
