namespace Shepherd.Onnx.Graphs;

/// <summary>An operator of a graph.</summary>
/// <param name="Name">Its name; may be empty, and need not be unique.</param>
/// <param name="OpType">For example <c>Conv</c>.</param>
/// <param name="Domain">Empty for ONNX's own operators.</param>
/// <param name="Inputs">Names of what it reads; empty for an input that it leaves out.</param>
/// <param name="Outputs">Names of what it writes; empty for an output that it leaves out.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Raw">The <c>NodeProto</c> as it is in the file.</param>
public sealed record OnnxNode(
    string Name,
    string OpType,
    string Domain,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<OnnxAttribute> Attributes,
    ReadOnlyMemory<byte> Raw)
{
    /// <summary>The attribute of a name, or null.</summary>
    public OnnxAttribute? Find(string attribute) => Attributes.FirstOrDefault(a => a.Name == attribute);

    /// <summary>An integer attribute.</summary>
    public long Int(string attribute, long otherwise) => Find(attribute)?.Int ?? otherwise;
}
