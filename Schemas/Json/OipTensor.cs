using System.Text.Json;

namespace Shepherd.Schemas.Json;

/// <summary>One tensor of the protocol's JSON.</summary>
internal static class OipTensor
{
    public const string BinarySizeName = "binary_data_size";

    /// <summary>Reads a list of tensors.</summary>
    /// <param name="reader">At the list.</param>
    /// <param name="tail">Raw bytes behind the JSON; what a tensor takes is cut off.</param>
    /// <param name="field">For errors.</param>
    /// <param name="isResult">A result may hold null for a number that is not finite.</param>
    public static List<Tensor> ReadList(ref Utf8JsonReader reader, ref ReadOnlyMemory<byte> tail, string field, bool isResult)
    {
        OipJson.Expect(ref reader, JsonTokenType.StartArray, field);
        var tensors = new List<Tensor>();
        while (OipJson.NextItem(ref reader))
            tensors.Add(Read(ref reader, ref tail, $"{field}[{tensors.Count}]", isResult));
        return tensors;
    }

    /// <summary>Writes a tensor: its elements flat, or their length where they follow as raw bytes.</summary>
    public static void Write(Utf8JsonWriter writer, Tensor tensor, bool isBinary, bool isResult)
    {
        if (tensor.FindFault() is { } fault)
            throw new CodecException(fault);
        writer.WriteStartObject();
        writer.WriteString("name", tensor.Name);
        writer.WriteString("datatype", tensor.Datatype.WireName());
        writer.WriteStartArray("shape");
        foreach (var extent in tensor.Shape)
            writer.WriteNumberValue(extent);
        writer.WriteEndArray();
        if (isBinary)
        {
            writer.WriteStartObject("parameters");
            writer.WriteNumber(BinarySizeName, tensor.Data.Length);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartArray("data");
            OipElementWriter.Write(writer, tensor, isResult);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static Tensor Read(ref Utf8JsonReader reader, ref ReadOnlyMemory<byte> tail, string field, bool isResult)
    {
        OipJson.Expect(ref reader, JsonTokenType.StartObject, field);
        string? name = null;
        TensorDatatype? datatype = null;
        long[]? shape = null;
        object? binaryBytes = null;
        var data = default(Utf8JsonReader);
        while (OipJson.NextProperty(ref reader, out var property))
        {
            switch (property)
            {
                case "name":
                    name = OipJson.ReadString(ref reader, $"{field}.name");
                    break;
                case "datatype":
                    datatype = ReadDatatype(ref reader, field);
                    break;
                case "shape":
                    shape = ReadShape(ref reader, $"{field}.shape");
                    break;
                case "parameters" when reader.TokenType != JsonTokenType.Null:
                    OipParameters.Read(ref reader).TryGetValue(BinarySizeName, out binaryBytes);
                    break;
                case "data":
                    // Datatype and shape may come later: the elements are read at the end.
                    data = reader;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var tensor = new Tensor(
            name ?? throw Lacks(field, "name"),
            datatype ?? throw Lacks(field, "datatype"),
            shape ?? throw Lacks(field, "shape"),
            default);
        var hasData = data.TokenType != JsonTokenType.None;
        if (binaryBytes is not null)
            return hasData
                ? throw new CodecException($"tensor '{name}' has both data and {BinarySizeName}")
                : tensor with { Data = TakeBinary(ref tail, tensor, binaryBytes) };
        if (!hasData)
            throw Lacks(field, "data");
        return tensor with { Data = OipElementReader.Read(ref data, tensor, isResult) };
    }

    private static ReadOnlyMemory<byte> TakeBinary(ref ReadOnlyMemory<byte> tail, Tensor tensor, object written)
    {
        if (written is not long size || size < 0 || size > tail.Length)
            throw new CodecException($"tensor '{tensor.Name}' says {BinarySizeName} {written}, and {tail.Length} raw bytes are left behind the JSON");
        var data = tail[..(int)size];
        tail = tail[(int)size..];
        return data;
    }

    private static TensorDatatype ReadDatatype(ref Utf8JsonReader reader, string field)
    {
        var written = OipJson.ReadString(ref reader, $"{field}.datatype");
        return TensorDatatypes.TryParse(written, out var datatype)
            ? datatype
            : throw new CodecException($"'{field}.datatype' is '{written}', which the protocol does not know");
    }

    private static long[] ReadShape(ref Utf8JsonReader reader, string field)
    {
        OipJson.Expect(ref reader, JsonTokenType.StartArray, field);
        var shape = new List<long>();
        while (OipJson.NextItem(ref reader))
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var extent))
                throw new CodecException($"'{field}' holds {OipJson.Show(ref reader)}, which is not a whole number");
            if (shape.Count == Tensor.RankMax)
                throw new CodecException($"'{field}' has more than {Tensor.RankMax} axes");
            shape.Add(extent);
        }

        return [.. shape];
    }

    private static CodecException Lacks(string field, string property) => new($"'{field}' lacks '{property}'");
}
