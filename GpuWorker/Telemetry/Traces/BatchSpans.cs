using System.Collections.Concurrent;
using System.Diagnostics;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Telemetry.Metrics;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Telemetry.Traces;

/// <summary>
/// One span per batch, linked to the span of each request's producer; and one per result whose request is traced, a child of its producer's span and linked to the batch, whose context travels
/// in the result. What no listener wants costs one comparison.
/// </summary>
/// <param name="options">For the names of topics and groups.</param>
internal sealed class BatchSpans(WorkerOptions options) : IServingEvents, IDisposable
{
    /// <summary>As many links as OpenTelemetry keeps of a span by default.</summary>
    private const int LinksMax = 128;

    private readonly ActivitySource _source = new(MetricNames.Scope);
    private readonly ConcurrentDictionary<string, string> _processNames = new(StringComparer.Ordinal);

    public void Dispose() => _source.Dispose();

    public void Taken(TakenRecord record, RequestHeaders headers)
    {
        // A trace that cannot be read is handed on as it is, and not joined.
        if (headers.TraceParent is { } parent && _source.HasListeners() && ActivityContext.TryParse(parent, headers.TraceState, isRemote: true, out var producer))
            (record.Trail ??= new RequestTrail()).Producer = producer;
    }

    public void Dispatched(LaneBatch batch, long nowNs)
    {
        if (!_source.HasListeners() || !TryLink(batch.Items, out var links))
            return;
        var record = batch.Items[0].Record;
        var name = _processNames.GetOrAdd(record.Place.Topic, static t => $"process {t}");
        if (StartAside(name, ActivityKind.Consumer, default, Tags(batch, record), links) is not { } span)
            return;
        batch.Span = span;
        foreach (var item in batch.Items)
            (item.Record.Trail ??= new RequestTrail()).Batch = span.Context;
    }

    public void Stopping(LaneBatch batch, long nowNs) =>
        batch.Span?.AddEvent(new ActivityEvent("preempt", tags: new ActivityTagsCollection { ["shepherd.preemption"] = batch.Stopping.ToString().ToLowerInvariant() }));

    public void Stopped(LaneBatch batch, long nowNs)
    {
        if (batch.Span is not { } span)
            return;
        if (batch.IsSuspended)
            span.AddEvent(new ActivityEvent("suspend", tags: new ActivityTagsCollection { ["shepherd.kept"] = batch.IsKept }));
        else
            End(span, "preempted");
    }

    public void Resumed(LaneBatch batch, long nowNs) => batch.Span?.AddEvent(new ActivityEvent("resume", tags: new ActivityTagsCollection { ["shepherd.kept"] = batch.IsKept }));

    public void Abandoned(LaneBatch batch, long nowNs)
    {
        if (batch.Span is { } span)
            End(span, "given up");
    }

    public void Finished(LaneBatch batch, FinishedBatch done, long nowNs)
    {
        if (batch.Span is not { } span)
            return;
        span.SetTag("shepherd.batch.actual", done.DurationNs / 1e9);
        if (!done.IsMeasure)
            span.SetStatus(ActivityStatusCode.Error, "the batch failed, or one of its requests did");
        End(span, "finished");
    }

    public void Publishing(TakenRecord record, InferenceResult result)
    {
        if (record.Trail is not { } trail)
            return;
        if (trail.Producer is { } producer)
            PublishAsChild(result, trail, producer);
        else if (trail.Batch.IsValid())
            trail.ResultParent = ToTraceParent(trail.Batch);
    }

    public void Acknowledged(TakenRecord record, InferenceResult result, string topic)
    {
        if (record.Trail?.Send is not { } span)
            return;
        span.SetTag(MetricNames.DestinationName, topic);
        if (result.Outcome != Outcome.Ok)
            span.SetStatus(ActivityStatusCode.Error, result.Outcome.WireName()).SetTag(MetricNames.ErrorType, result.Outcome.WireName());
        span.Stop();
    }

    private void PublishAsChild(InferenceResult result, RequestTrail trail, ActivityContext producer)
    {
        ActivityLink[]? links = trail.Batch.IsValid() ? [new ActivityLink(trail.Batch)] : null;
        KeyValuePair<string, object?>[] tags =
        [
            new(MetricNames.MessagingSystem, MetricNames.Kafka),
            new(MetricNames.OperationName, "send"),
            new("messaging.operation.type", "send"),
            new("messaging.message.conversation_id", result.Id),
            new("shepherd.model", result.Model),
            new("shepherd.outcome", result.Outcome.WireName()),
            new("shepherd.attempts", result.Attempts),
        ];
        trail.Send = StartAside("send result", ActivityKind.Producer, producer, tags, links);
        if (trail.Send is { } span)
            trail.ResultParent = ToTraceParent(span.Context);
    }

    /// <summary>Links to the sampled producers. Where every producer that names its span left it unsampled, the batch is not theirs to record.</summary>
    private static bool TryLink(WorkItem[] items, out List<ActivityLink>? links)
    {
        links = null;
        var isLeftOut = false;
        var isRoot = false;
        foreach (var item in items)
        {
            if (item.Record.Trail?.Producer is not { } producer)
                isRoot = true;
            else if (!producer.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
                isLeftOut = true;
            else if ((links ??= []).Count < LinksMax)
                links.Add(new ActivityLink(producer, new ActivityTagsCollection { ["messaging.message.conversation_id"] = item.Id }));
        }

        return links is not null || (isRoot && !isLeftOut);
    }

    private KeyValuePair<string, object?>[] Tags(LaneBatch batch, TakenRecord record) =>
    [
        new(MetricNames.MessagingSystem, MetricNames.Kafka),
        new(MetricNames.OperationName, "process"),
        new("messaging.operation.type", "process"),
        new(MetricNames.DestinationName, record.Place.Topic),
        new(MetricNames.ConsumerGroup, options.Kafka.Topics.ConsumerGroup(record.Group)),
        new("messaging.batch.message_count", batch.Items.Length),
        new("shepherd.model", record.Model),
        new("shepherd.lane", batch.Lane),
        new("shepherd.attempt", batch.Items[0].Attempts),
        new("shepherd.batch.predicted", batch.TotalNs / 1e9),
    ];

    /// <summary>Starts a span that another thread ends: it must not become this thread's current one.</summary>
    private Activity? StartAside(string name, ActivityKind kind, ActivityContext parent, KeyValuePair<string, object?>[] tags, IEnumerable<ActivityLink>? links)
    {
        var current = Activity.Current;
        Activity.Current = null;
        var span = _source.StartActivity(name, kind, parent, tags, links);
        Activity.Current = current;
        return span;
    }

    private static void End(Activity span, string how)
    {
        span.SetTag("shepherd.batch.end", how);
        span.Stop();
    }

    private static string ToTraceParent(ActivityContext context) => $"00-{context.TraceId}-{context.SpanId}-{(context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}";
}

/// <summary>What <see cref="ActivityContext"/> lacks.</summary>
internal static class ActivityContextExtensions
{
    /// <summary>False for the context of no span.</summary>
    public static bool IsValid(this ActivityContext context) => context.TraceId != default;
}
