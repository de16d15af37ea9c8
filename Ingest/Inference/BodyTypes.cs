using Microsoft.Net.Http.Headers;
using Shepherd.Schemas;
using Shepherd.Schemas.Json;

namespace Shepherd.Ingest.Inference;

/// <summary>Content types that an inference request may have. Whether raw bytes follow the JSON is said by <see cref="OipHttpCodec.HeaderLengthName"/>.</summary>
internal static class BodyTypes
{
    /// <summary>Says what is wrong with a content type, or null. Without one the body is taken for what the protocol says.</summary>
    internal static string? FindFault(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
            return null;
        if (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals(ContentTypes.Json, StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals(OipHttpCodec.BinaryContentType, StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
            return null;
        return $"content-type '{contentType}' is not taken: send {ContentTypes.Json}, or {OipHttpCodec.BinaryContentType} with {OipHttpCodec.HeaderLengthName} where raw tensor bytes follow the JSON "
            + $"(with curl: -H 'content-type: {ContentTypes.Json}')";
    }
}
