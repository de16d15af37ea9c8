using System.Globalization;
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

    public static Headers Build(TakenRecord record, InferenceResult result, string contentType, DateTimeOffset now)
    {
        var headers = Essential(result, contentType, now);
        var correlated = false;
        byte[]? alias = null;
        foreach (var header in record.Headers)
        {
            correlated |= header.Key == HeaderNames.CorrelationId;
            if (header.Key == CorrelationAlias)
                alias = header.GetValueBytes();
            if (IsEchoed(header.Key))
                headers.Add(header.Key, header.GetValueBytes());
        }

        if (!correlated)
            headers.Add(HeaderNames.CorrelationId, alias ?? Encoding.UTF8.GetBytes(result.Id));
        return headers;
    }

    /// <summary>Without anything of the request's: bounded in size, for a result that must fit.</summary>
    public static Headers Essential(InferenceResult result, string contentType, DateTimeOffset now)
    {
        var headers = new Headers();
        Add(headers, HeaderNames.SpecVersion, "1.0");
        Add(headers, HeaderNames.Id, $"{result.Id}/result");
        Add(headers, HeaderNames.Type, HeaderNames.ResultType);
        Add(headers, HeaderNames.Source, $"shepherd/workers/{result.Worker}");
        Add(headers, HeaderNames.Time, now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(headers, HeaderNames.CausationId, result.Id);
        Add(headers, HeaderNames.Model, result.Model);
        Add(headers, HeaderNames.Status, result.Outcome.WireName());
        Add(headers, HeaderNames.Attempts, result.Attempts.ToString(CultureInfo.InvariantCulture));
        Add(headers, HeaderNames.Worker, result.Worker);
        Add(headers, HeaderNames.Epoch, result.Epoch.ToString());
        Add(headers, HeaderNames.ContentType, contentType);
        return headers;
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
