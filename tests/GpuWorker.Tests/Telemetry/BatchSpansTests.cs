using System.Diagnostics;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Telemetry.Traces;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Telemetry;

/// <summary>Spans as a listener gets them. Others of this process may be traced too: only spans of this test's own batches are looked at.</summary>
[Collection(SpanCollection.Name)]
public sealed class BatchSpansTests : IDisposable
{
    private const string Sampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string SampledToo = "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203332-01";
    private const string Unsampled = "00-0af7651916cd43dd8448eb211c80319e-b7ad6b7169203333-00";

    private readonly BatchSpans _spans = new(Serving.Options);
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "Shepherd.Worker",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public void Dispose()
    {
        _listener.Dispose();
        _spans.Dispose();
    }

    [Fact]
    public void Dispatched_NobodyListens_CostsNothing()
    {
        var item = Take("a", Sampled);
        var batch = Dispatch(item);

        Assert.Null(batch.Span);
        Assert.Null(item.Record.Trail);
    }

    [Fact]
    public void Dispatched_TracedRequests_LinksTheBatchToEachProducer()
    {
        ActivitySource.AddActivityListener(_listener);
        var batch = Dispatch(Take("a", Sampled), Take("b", SampledToo), Take("c", Unsampled), Take("d", null));

        Assert.Null(Activity.Current);
        var span = batch.Span!;
        Assert.Equal(("process shepherd.requests.g", ActivityKind.Consumer, default(ActivitySpanId)), (span.OperationName, span.Kind, span.ParentSpanId));
        Assert.Equal(["b7ad6b7169203331", "b7ad6b7169203332"], span.Links.Select(l => l.Context.SpanId.ToString()));
        Assert.Equal(4, span.GetTagItem("messaging.batch.message_count"));
        Assert.Equal("shepherd.g", span.GetTagItem("messaging.consumer.group.name"));
    }

    [Theory]
    [InlineData(Unsampled, false)]
    [InlineData(null, true)]
    [InlineData("garbage", true)]
    public void Dispatched_NoSampledProducer_IsRecordedOnlyWhereNobodyDecidedAgainst(string? parent, bool isRecorded)
    {
        ActivitySource.AddActivityListener(_listener);

        Assert.Equal(isRecorded, Dispatch(Take("a", parent)).Span is not null);
    }

    [Fact]
    public void Stopped_Restarted_EndsTheSpanAndTheNextBatchHasItsOwn()
    {
        ActivitySource.AddActivityListener(_listener);
        var item = Take("a", Sampled);
        var first = Dispatch(item);
        first.Stop(PreemptionKind.Restart, 1, 0);
        _spans.Stopping(first, 1);
        _spans.Stopped(first, 2);
        var second = Dispatch(item);
        _spans.Finished(second, Serving.Done(second), 3);

        Assert.Equal(["preempt"], first.Span!.Events.Select(e => e.Name));
        Assert.Equal(("preempted", true), (first.Span.GetTagItem("shepherd.batch.end"), first.Span.IsStopped));
        Assert.NotEqual(first.Span.SpanId, second.Span!.SpanId);
        Assert.Equal(("finished", 2, true), (second.Span.GetTagItem("shepherd.batch.end"), second.Span.GetTagItem("shepherd.attempt"), second.Span.IsStopped));
    }

    [Fact]
    public void Resumed_Suspended_IsOneSpanWithItsEvents()
    {
        ActivitySource.AddActivityListener(_listener);
        var batch = Dispatch(Take("a", Sampled));
        batch.Stop(PreemptionKind.Suspend, 1, 0);
        _spans.Stopping(batch, 1);
        batch.Suspend(isKept: true);
        _spans.Stopped(batch, 2);
        _spans.Resumed(batch, 3);
        Assert.False(batch.Span!.IsStopped);
        _spans.Finished(batch, Serving.Done(batch, isMeasure: false), 4);

        Assert.Equal(["preempt", "suspend", "resume"], batch.Span.Events.Select(e => e.Name));
        Assert.Equal((ActivityStatusCode.Error, true), (batch.Span.Status, batch.Span.IsStopped));
    }

    [Fact]
    public void Publishing_TracedRequest_ResultCarriesAChildOfTheProducerLinkedToTheBatch()
    {
        ActivitySource.AddActivityListener(_listener);
        var item = Take("a", Sampled);
        var batch = Dispatch(item);
        _spans.Publishing(item.Record, Serving.Result(item, Outcome.Expired));
        var send = item.Record.Trail!.Send!;
        _spans.Acknowledged(item.Record, Serving.Result(item, Outcome.Expired), Serving.Results);

        Assert.Equal(send.Id, item.Record.Trail!.ResultParent);
        Assert.Equal("b7ad6b7169203331", send.ParentSpanId.ToString());
        Assert.Equal(batch.Span!.SpanId, Assert.Single(send.Links).Context.SpanId);
        Assert.Equal(("EXPIRED", ActivityStatusCode.Error, true), (send.GetTagItem("error.type"), send.Status, send.IsStopped));
    }

    [Fact]
    public void Publishing_UntracedRequest_ResultCarriesTheBatch()
    {
        ActivitySource.AddActivityListener(_listener);
        var item = Take("a", null);
        var batch = Dispatch(item);
        _spans.Publishing(item.Record, Serving.Result(item));

        Assert.Equal(batch.Span!.Id, item.Record.Trail!.ResultParent);
        Assert.Null(item.Record.Trail!.Send);
    }

    private WorkItem Take(string id, string? parent)
    {
        var item = Serving.Item(id, 0, parent is null ? [] : [(HeaderNames.TraceParent, parent)]);
        _spans.Taken(item.Record, item.Headers);
        return item;
    }

    private LaneBatch Dispatch(params WorkItem[] items)
    {
        var batch = Serving.Batch(0, items);
        _spans.Dispatched(batch, 0);
        return batch;
    }
}
