using System.Buffers;

namespace Shepherd.Schemas.Json;

/// <summary>HTTP bodies of the Open Inference Protocol v2 with its binary tensor data extension: a JSON header, then the raw bytes of those tensors
/// whose <c>parameters.binary_data_size</c> gives their length, in the order of the header.</summary>
/// <remarks>FP16 and BF16 have no JSON form in the protocol: they travel as raw bytes only. NaN and infinities of a result are written as <c>null</c> in JSON; a request may not hold them.</remarks>
public static class OipHttpCodec
{
    /// <summary>Header that gives the length of the JSON in a body with raw bytes, on requests and responses.</summary>
    public const string HeaderLengthName = "Inference-Header-Content-Length";

    /// <summary>Content type of a body with raw bytes behind its JSON.</summary>
    public const string BinaryContentType = "application/octet-stream";

    /// <summary>Reads a request body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="headerLength">Value of <see cref="HeaderLengthName"/>, bytes; null: the body is JSON only.</param>
    /// <exception cref="CodecException">Malformed JSON, a header length or binary size that does not fit the body, a value out of range for its datatype.</exception>
    public static OipHttpRequest Decode(ReadOnlyMemory<byte> body, int? headerLength)
    {
        if (headerLength is not { } length)
            return OipRequest.Read(body, ReadOnlyMemory<byte>.Empty);
        return length >= 0 && length <= body.Length
            ? OipRequest.Read(body[..length], body[length..])
            : throw new CodecException($"{HeaderLengthName} says {length} bytes, the body has {body.Length}");
    }

    /// <summary>Writes a response body.</summary>
    /// <param name="result">The result.</param>
    /// <param name="binary">Which outputs go as raw bytes, as <see cref="Decode"/> found them.</param>
    /// <param name="destination">Where it goes.</param>
    /// <returns>Length of the JSON in bytes, for <see cref="HeaderLengthName"/>; null when there are no raw bytes behind it.</returns>
    /// <exception cref="CodecException">An output that JSON cannot carry (FP16, BF16, BYTES that are not UTF-8); the message names the output. The destination then holds a part: clear it.</exception>
    public static int? Encode(InferenceResult result, OipBinaryOutputs binary, IBufferWriter<byte> destination)
    {
        var headerLength = OipResult.Write(result, binary, destination);
        var isBinary = false;
        foreach (var output in result.Outputs)
        {
            if (!binary.Wants(output.Name))
                continue;
            destination.Write(output.Data.Span);
            isBinary = true;
        }

        return isBinary ? headerLength : null;
    }
}
