using System.Text;
using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>Headers of a result: CloudEvents, Shepherd's own, and the request's unknown ones copied.</summary>
internal static class ResultHeaders
{
    /// <summary>Correlation ids that callers of other frameworks wait for: echoed byte for byte under the name they came with.</summary>
    private static readonly string[] EchoedAliases = ["kafka_correlationId"];

    /// <summary>A correlation id without a framework: echoed, and the result's own where the request has none.</summary>
    private const string CorrelationAlias = "correlation-id";

    /// <summary>Writes them all.</summary>
    public static void Write(OutgoingRecord outgoing, TakenRecord record, InferenceResult result, string contentType, DateTimeOffset now)
    {
        WriteEssential(outgoing, result, contentType, now);
        var parent = record.Trail?.ResultParent;
        if (parent is not null)
            outgoing.AddHeader(HeaderNames.TraceParent, parent);
        var correlated = false;
        byte[]? alias = null;
        foreach (var header in record.Headers)
        {
            correlated |= header.Key == HeaderNames.CorrelationId;
            if (header.Key == CorrelationAlias)
                alias = header.GetValueBytes();
            if (IsEchoed(header.Key) && (parent is null || header.Key != HeaderNames.TraceParent))
                outgoing.AddHeader(header.Key, header.GetValueBytes());
        }

        if (correlated)
            return;
        if (alias is not null)
            outgoing.AddHeader(HeaderNames.CorrelationId, alias);
        else
            outgoing.AddHeader(HeaderNames.CorrelationId, result.Id);
    }

    /// <summary>Without anything of the request's: bounded in size, for a result that must fit.</summary>
    public static void WriteEssential(OutgoingRecord outgoing, InferenceResult result, string contentType, DateTimeOffset now)
    {
        outgoing.AddHeader(HeaderNames.SpecVersion, "1.0");
        outgoing.AddHeader(HeaderNames.Id, result.Id, "/result");
        outgoing.AddHeader(HeaderNames.Type, HeaderNames.ResultType);
        outgoing.AddHeader(HeaderNames.Source, "shepherd/workers/", result.Worker);
        outgoing.AddHeader(HeaderNames.Time, now.UtcDateTime, "O");
        outgoing.AddHeader(HeaderNames.CausationId, result.Id);
        outgoing.AddHeader(HeaderNames.Model, result.Model);
        outgoing.AddHeader(HeaderNames.Status, result.Outcome.WireName());
        outgoing.AddHeader(HeaderNames.Attempts, result.Attempts);
        outgoing.AddHeader(HeaderNames.Worker, result.Worker);
        outgoing.AddHeader(HeaderNames.Epoch, result.Epoch.ToString());
        outgoing.AddHeader(HeaderNames.ContentType, contentType);
    }

    public static void Add(Headers headers, string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));

    private static bool IsEchoed(string name) =>
        name == HeaderNames.CorrelationId
        || EchoedAliases.Contains(name, StringComparer.Ordinal)
        || (!name.StartsWith("shepherd-", StringComparison.Ordinal)
            && !name.StartsWith("kafka_", StringComparison.Ordinal)
            && !name.StartsWith("ce_", StringComparison.Ordinal)
            && name is not (HeaderNames.ContentType or RequestHeaders.MassTransitReplyAddress));
}
