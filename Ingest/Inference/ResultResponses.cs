using System.Globalization;
using Shepherd.Ingest.Faults;
using Shepherd.Schemas;
using Shepherd.Schemas.Json;

namespace Shepherd.Ingest.Inference;

/// <summary>Results as HTTP answers.</summary>
internal static class ResultResponses
{
    /// <summary>An OK as the protocol's answer, anything else as its error.</summary>
    internal static async Task WriteAsync(HttpResponse response, InferenceResult result, OipBinaryOutputs binary)
    {
        foreach (var (name, value) in ResultHeaders.Of(result))
            response.Headers[name] = value;
        if (Fault.Of(result) is { } fault)
        {
            await response.WriteFaultAsync(fault);
            return;
        }

        using var body = new PooledBufferWriter();
        var headerLength = OipHttpCodec.Encode(result, binary, body);
        response.ContentType = headerLength is null ? ContentTypes.Json : OipHttpCodec.BinaryContentType;
        if (headerLength is { } length)
            response.Headers[OipHttpCodec.HeaderLengthName] = length.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = body.WrittenCount;
        await response.BodyWriter.WriteAsync(body.WrittenMemory);
    }
}
