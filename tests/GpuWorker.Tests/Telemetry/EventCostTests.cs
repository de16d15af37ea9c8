using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.GpuWorker.Telemetry.Decisions;
using Shepherd.GpuWorker.Telemetry.Health;
using Shepherd.GpuWorker.Telemetry.Metrics;
using Shepherd.GpuWorker.Telemetry.Timelines;
using Shepherd.GpuWorker.Telemetry.Traces;

namespace Shepherd.GpuWorker.Tests.Telemetry;

/// <summary>What telling costs while nobody listens: nothing is allocated.</summary>
[Collection(SpanCollection.Name)]
public sealed class EventCostTests
{
    [Fact]
    public void Events_NobodyListens_AllocateNothing()
    {
        var options = Serving.Options with { Decisions = DecisionLogging.Off };
        var clock = new WorkerClock(TimeProvider.System);
        var decisions = new DecisionLog(options, Serving.NoPlan(), new WorkerClock(TimeProvider.System));
        using var meter = new WorkerMeter();
        using var spans = new BatchSpans(options);
        var events = new EventFan(
            new WorkerPulse(TimeProvider.System), new Waiting(), new LaneTimes(), new WorkerMetrics(options, meter, clock), spans, new TimelineLog(clock, new RecentTimelines(), decisions), decisions);
        var item = Serving.Item("a", clock.NowNs);
        var batch = Serving.Batch(clock.NowNs, item);
        var (done, result) = (Serving.Done(batch), Serving.Result(item));
        // Twice: label sets are built at first sight.
        Serve();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Serve();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Serve()
        {
            events.Polled();
            events.Taken(item.Record, item.Headers);
            events.Arrived(item, 1);
            events.Dispatched(batch, 2);
            events.Finished(batch, done, 3);
            events.Stepped();
            events.Publishing(item.Record, result);
            events.Acknowledged(item.Record, result, Serving.Results);
        }
    }
}
