namespace Shepherd.Onnx.Graphs;

/// <summary>An ONNX file.</summary>
/// <param name="IrVersion">Version of the format.</param>
/// <param name="Producer">Who wrote it.</param>
/// <param name="Opsets">Versions of the operator sets it uses, by domain.</param>
/// <param name="Graph">What it computes.</param>
public sealed record OnnxModel(long IrVersion, string Producer, IReadOnlyList<OnnxOpset> Opsets, OnnxGraph Graph)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="OnnxFormatException">It is no ONNX model; the message names the file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OnnxModel Load(string path)
    {
        // Protocol Buffers end at 2 GB, and so does an array; models that are larger keep their weights in files beside.
        if (new FileInfo(path).Length > Array.MaxLength)
            throw new OnnxFormatException($"{path}: larger than 2 GB, past what an ONNX file can be; store its weights as external data");
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (OnnxFormatException e)
        {
            throw new OnnxFormatException($"{path}: no ONNX model: {e.Message}; export it again, or give another file");
        }
    }

    /// <summary>Reads a model from memory, which it keeps: weights stay slices of it.</summary>
    /// <exception cref="OnnxFormatException">It is no ONNX model; the message says why.</exception>
    public static OnnxModel Parse(ReadOnlyMemory<byte> file) => OnnxReader.ReadModel(file);
}

/// <summary>The version of an operator set.</summary>
/// <param name="Domain">Empty for ONNX's own.</param>
/// <param name="Version">Its version.</param>
public sealed record OnnxOpset(string Domain, long Version);
