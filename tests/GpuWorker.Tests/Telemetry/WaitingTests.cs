using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Telemetry.Metrics;

namespace Shepherd.GpuWorker.Tests.Telemetry;

public sealed class WaitingTests
{
    [Fact]
    public void Models_RequestsComeAndGo_ShowQueueBacklogAndOldest()
    {
        var waiting = new Waiting();
        var items = Enumerable.Range(0, 4).Select(i => Serving.Item($"r{i}", i)).ToArray();
        foreach (var item in items)
            waiting.Arrived(item, 0);
        var model = Assert.Single(waiting.Models);
        Assert.Equal((4, 0, items[0].DeadlineNs), (model.Queued, model.BacklogNs, waiting.OldestDeadlineNs));

        var batch = Serving.Batch(0, items[0], items[1]);
        waiting.Dispatched(batch, 0);
        // 10 ms for two.
        Assert.Equal((2, 10_000_000, items[0].DeadlineNs), (model.Queued, model.BacklogNs, model.OldestDeadlineNs));
        batch.Stop(PreemptionKind.Restart, 0, 0);
        waiting.Stopped(batch, 0);
        Assert.Equal(4, model.Queued);

        foreach (var item in items)
            item.Batch = null;
        waiting.Dropped(items[2], DropReason.Late, 0);
        var last = Serving.Batch(0, items[0], items[1]);
        waiting.Dispatched(last, 0);
        waiting.Finished(last, Serving.Done(last), 0);
        Assert.Equal((1, items[3].DeadlineNs), (model.Queued, model.OldestDeadlineNs));
        // A second end of one request changes nothing.
        waiting.Finished(last, Serving.Done(last), 0);
        Assert.Equal(items[3].DeadlineNs, model.OldestDeadlineNs);
        var end = Serving.Batch(0, items[3]);
        waiting.Dispatched(end, 0);
        waiting.Finished(end, Serving.Done(end), 0);
        Assert.Equal((0, long.MaxValue), (model.Queued, waiting.OldestDeadlineNs));
    }
}
