namespace Shepherd.Schemas;

/// <summary>Record headers: CloudEvents binary mode (<c>ce_…</c>) plus Shepherd's own. Values are UTF-8.</summary>
public static class HeaderNames
{
    /// <summary>Request id (on a request); id of the result itself (on a result).</summary>
    public const string Id = "ce_id";

    /// <summary>CloudEvents version, <c>1.0</c>.</summary>
    public const string SpecVersion = "ce_specversion";

    /// <summary>Event type: <see cref="RequestType"/> or <see cref="ResultType"/>.</summary>
    public const string Type = "ce_type";

    /// <summary>Who wrote the record.</summary>
    public const string Source = "ce_source";

    /// <summary>When it was written, RFC 3339.</summary>
    public const string Time = "ce_time";

    /// <summary>Echoed on the result byte for byte.</summary>
    public const string CorrelationId = "ce_correlationid";

    /// <summary>On a result: id of the request that caused it; on a withdrawal: of the one that is withdrawn.</summary>
    public const string CausationId = "ce_causationid";

    /// <summary>Deadline as an absolute instant, RFC 3339.</summary>
    public const string ExpiryTime = "ce_expirytime";

    /// <summary>Deadline in milliseconds after the record's timestamp; <see cref="ExpiryTime"/> wins where both are set.</summary>
    public const string TimeoutMs = "shepherd-timeout-ms";

    /// <summary>Model name.</summary>
    public const string Model = "shepherd-model";

    /// <summary>Priority tier 0–3; 0 is the most urgent.</summary>
    public const string Priority = "shepherd-priority";

    /// <summary>Tenant that the request is accounted to.</summary>
    public const string Tenant = "shepherd-tenant";

    /// <summary>Topic that the result goes to; default <see cref="TopicNames.Results"/>.</summary>
    public const string ReplyTopic = "shepherd-reply-topic";

    /// <summary>Partition of the reply topic, decimal; default: by key.</summary>
    public const string ReplyPartition = "shepherd-reply-partition";

    /// <summary>Framing of the value: see <see cref="ContentTypes"/>.</summary>
    public const string ContentType = "content-type";

    /// <summary>W3C trace context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>W3C trace state, beside <see cref="TraceParent"/>.</summary>
    public const string TraceState = "tracestate";

    /// <summary>1: what happens to this request is told in the decision log and by its worker.</summary>
    public const string Trace = "shepherd-trace";

    /// <summary>Where the value lies when it is not in the record.</summary>
    public const string DataRef = "ce_dataref";

    /// <summary>On a result: the outcome's wire name.</summary>
    public const string Status = "shepherd-status";

    /// <summary>On a result: how often the request was started.</summary>
    public const string Attempts = "shepherd-attempts";

    /// <summary>On a result: worker that published it.</summary>
    public const string Worker = "shepherd-worker";

    /// <summary>On a result: plan it was published under, <c>term.number</c>.</summary>
    public const string Epoch = "shepherd-epoch";

    /// <summary>Of results that another worker computed for the one that publishes them: its name. A parameter of the result, not a header.</summary>
    public const string RanOn = "shepherd-ran-on";

    /// <summary>On a result sent to the default topic because the named one could not take it: the topic that was named, and why.</summary>
    public const string ReplyError = "shepherd-reply-error";

    /// <summary>Prefix of the cause headers on a dead-letter record.</summary>
    public const string DeadLetterPrefix = "shepherd-dlq-";

    /// <summary>Value of <see cref="Type"/> on a request.</summary>
    public const string RequestType = "shepherd.inference.request";

    /// <summary>Value of <see cref="Type"/> on a record without a value by which a producer withdraws a request: keyed as the request, so that it follows it, with its id as <see cref="CausationId"/>.</summary>
    public const string WithdrawalType = "shepherd.inference.withdrawal";

    /// <summary>Value of <see cref="Type"/> on a result.</summary>
    public const string ResultType = "shepherd.inference.result";
}
