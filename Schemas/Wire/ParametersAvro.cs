using System.Buffers;
using Shepherd.Schemas.Avro;

namespace Shepherd.Schemas.Wire;

/// <summary>Free parameters, a map of string, boolean, long or double, in the current schemas' layout.</summary>
internal static class ParametersAvro
{
    // Key length, branch and at least one byte of value.
    private const int EntryBytesMin = 3;
    private const int StringBranch = 0;
    private const int BooleanBranch = 1;
    private const int LongBranch = 2;
    private const int DoubleBranch = 3;
    private const int Branches = 4;

    public static IReadOnlyDictionary<string, object> Read(ref AvroReader source, string field)
    {
        Dictionary<string, object>? parameters = null;
        for (var block = source.ReadBlock(EntryBytesMin, field); block.Count > 0; block = source.ReadBlock(EntryBytesMin, field))
        {
            parameters ??= new Dictionary<string, object>(StringComparer.Ordinal);
            for (var i = 0; i < block.Count; i++)
            {
                var key = source.ReadString(field);
                parameters[key] = source.ReadIndex(Branches, field) switch
                {
                    StringBranch => source.ReadString(field),
                    BooleanBranch => source.ReadBoolean(field),
                    LongBranch => source.ReadLong(field),
                    _ => source.ReadDouble(field),
                };
            }

            source.EndBlock(block, field);
        }

        return parameters ?? InferenceRequest.EmptyParameters;
    }

    /// <exception cref="CodecException">A value is not a string, bool, long or double.</exception>
    public static void Write(IBufferWriter<byte> destination, IReadOnlyDictionary<string, object> parameters)
    {
        if (parameters.Count > 0)
            destination.WriteLong(parameters.Count);
        foreach (var (key, value) in parameters)
        {
            destination.WriteString(key);
            switch (value)
            {
                case string text:
                    destination.WriteLong(StringBranch);
                    destination.WriteString(text);
                    break;
                case bool flag:
                    destination.WriteLong(BooleanBranch);
                    destination.WriteBoolean(flag);
                    break;
                case long number:
                    destination.WriteLong(LongBranch);
                    destination.WriteLong(number);
                    break;
                case double number:
                    destination.WriteLong(DoubleBranch);
                    destination.WriteDouble(number);
                    break;
                default:
                    throw Fault(key, value);
            }
        }

        destination.WriteLong(0);
    }

    /// <summary>The same from the generic path.</summary>
    public static IReadOnlyDictionary<string, object> FromGeneric(object? datum) =>
        datum is Dictionary<string, object?> { Count: > 0 } entries
            ? entries.ToDictionary(e => e.Key, e => e.Value!, StringComparer.Ordinal)
            : InferenceRequest.EmptyParameters;

    /// <summary>For a parameter whose value no framing can carry.</summary>
    public static CodecException Fault(string key, object? value) =>
        new($"parameter '{key}' is of type {value?.GetType().Name ?? "null"}; a parameter is a string, bool, long or double");
}
