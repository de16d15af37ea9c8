using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.GpuWorker.Telemetry.Decisions;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Tests.Telemetry;

public sealed class DecisionLogTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Finished_Batch_IsPredictedBesideActual()
    {
        var log = Log(DecisionLogging.All);
        var batch = Serving.Batch(5 * Second, Serving.Item("a", Second), Serving.Item("b", Second));

        log.Finished(batch, Serving.Done(batch), 6 * Second);

        Assert.True(log.Queue.TryRead(out var record));
        Assert.Equivalent(
            new DecisionRecord(DecisionKind.Batch, DateTimeOffset.FromUnixTimeSeconds(5), "worker", default, "") { Model = "m", Bucket = 2, Lane = 1, Size = 2, Requests = ["a", "b"], PredictedMs = 10, ActualMs = 12 },
            record,
            strict: true);
    }

    [Fact]
    public void Finished_LargeBatch_NamesTheFirstIdsAndTheWholeSize()
    {
        var log = Log(DecisionLogging.All);
        var batch = Serving.Batch(0, [.. Enumerable.Range(0, DecisionLog.IdsMax + 5).Select(i => Serving.Item($"r{i}", 0))]);

        log.Finished(batch, Serving.Done(batch, isMeasure: false), 0);

        Assert.True(log.Queue.TryRead(out var record));
        Assert.Equal((DecisionLog.IdsMax, DecisionLog.IdsMax + 5, "failed"), (record.Requests.Count, record.Size, record.Reason));
    }

    [Fact]
    public void StoppedAndDropped_AreToldWithTheirReason()
    {
        var log = Log(DecisionLogging.All);
        var item = Serving.Item("a", 0);
        var batch = Serving.Batch(0, item);
        batch.Stop(PreemptionKind.Restart, 2_000_000, 0);

        log.Stopped(batch, 5_000_000);
        log.Dropped(item, DropReason.Late, Second);

        Assert.True(log.Queue.TryRead(out var preempt));
        Assert.Equal((DecisionKind.Preempt, "restarted", null, 3.0), (preempt.Kind, preempt.Reason, preempt.PredictedMs, preempt.ActualMs));
        Assert.True(log.Queue.TryRead(out var drop));
        Assert.Equal((DecisionKind.Drop, "Late", "a", "m"), (drop.Kind, drop.Reason, drop.Requests.Single(), drop.Model));
    }

    [Fact]
    public void Stopped_LaneLost_SaysSoAndNamesNoDelay()
    {
        var log = Log(DecisionLogging.All);
        log.Stopped(Serving.Batch(0, Serving.Item("a", 0)), Second);

        Assert.True(log.Queue.TryRead(out var record));
        Assert.Equal((DecisionKind.Preempt, "lost with its lane", null), (record.Kind, record.Reason, record.ActualMs));
    }

    [Fact]
    public void Finished_Sampled_KeepsTheFirstOfEachSecondAndCountsTheRest()
    {
        var log = Log(DecisionLogging.Sampled);
        var batch = Serving.Batch(0, Serving.Item("a", 0));
        for (var i = 0; i < DecisionLog.SampledPerSecond + 30; i++)
            log.Finished(batch, Serving.Done(batch), Second + i);
        log.Finished(batch, Serving.Done(batch), 2 * Second);

        Assert.Equal((DecisionLog.SampledPerSecond + 1, 30, 0), (Count(log), log.SkippedRecords, log.LostRecords));
    }

    [Fact]
    public void Finished_QueueFull_LosesAndCountsInsteadOfWaiting()
    {
        var log = Log(DecisionLogging.All);
        var batch = Serving.Batch(0, Serving.Item("a", 0));
        for (var i = 0; i < DecisionLog.QueueMax + 7; i++)
            log.Finished(batch, Serving.Done(batch), 0);

        Assert.Equal(7, log.LostRecords);
        Assert.Equal(DecisionLog.QueueMax, Count(log));
    }

    [Fact]
    public void Finished_Off_TellsNothing()
    {
        var log = Log(DecisionLogging.Off);
        var batch = Serving.Batch(0, Serving.Item("a", 0));
        log.Finished(batch, Serving.Done(batch), 0);

        Assert.Equal((0, 0, 0), (Count(log), log.SkippedRecords, log.LostRecords));
    }

    private static DecisionLog Log(DecisionLogging logging) => new(Serving.Options with { Decisions = logging }, Serving.NoPlan(), new WorkerClock(TimeProvider.System));

    private static int Count(DecisionLog log)
    {
        var count = 0;
        while (log.Queue.TryRead(out _))
            count++;
        return count;
    }
}
