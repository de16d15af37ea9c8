using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Shepherd.Schemas;

namespace Shepherd.Client.Results;

/// <summary>One result as a Kafka record.</summary>
internal static class ResultRecord
{
    /// <summary>Id of the request that a result answers, without looking at the value; null when neither header nor key names one.</summary>
    internal static string? FindRequestId(ConsumeResult<string?, byte[]?> record) =>
        FindHeader(record.Message.Headers, HeaderNames.CausationId) ?? record.Message.Key;

    /// <summary>Reads a result. A value that cannot be read still has its outcome when the headers say one: then without outputs, and never OK.</summary>
    /// <exception cref="CodecException">Neither value nor headers say what became of the request.</exception>
    internal static InferenceResult Read(ConsumeResult<string?, byte[]?> record, string requestId)
    {
        var headers = record.Message.Headers;
        if (record.Message.Value is { Length: > 0 } value)
        {
            try
            {
                return ResultCodec.Decode(value, FindHeader(headers, HeaderNames.ContentType)) with { Id = requestId };
            }
            catch (CodecException exception)
            {
                return ReadHeaders(headers, requestId, $"the result's value cannot be read: {exception.Message}");
            }
        }

        return ReadHeaders(headers, requestId, "the result has no value");
    }

    private static InferenceResult ReadHeaders(Headers headers, string requestId, string fault)
    {
        if (!Outcomes.TryParse(FindHeader(headers, HeaderNames.Status), out var outcome))
            throw new CodecException($"{fault}, and its {HeaderNames.Status} header names no outcome");
        _ = int.TryParse(FindHeader(headers, HeaderNames.Attempts), NumberStyles.None, CultureInfo.InvariantCulture, out var attempts);
        _ = Epoch.TryParse(FindHeader(headers, HeaderNames.Epoch), out var epoch);
        return new InferenceResult(requestId, FindHeader(headers, HeaderNames.Model) ?? "", outcome == Outcome.Ok ? Outcome.RuntimeError : outcome)
        {
            Reason = fault,
            Attempts = attempts,
            Worker = FindHeader(headers, HeaderNames.Worker) ?? "",
            Epoch = epoch,
        };
    }

    private static string? FindHeader(Headers headers, string name) =>
        headers.TryGetLastBytes(name, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;
}
