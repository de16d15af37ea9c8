using System.Diagnostics;
using System.Globalization;
using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Tests.Peers;

/// <summary>The reader against npm's onnx-proto, which is compiled from the schema itself.</summary>
public sealed class OnnxProtoTests
{
    [SkippableTheory]
    [InlineData("ppocr-detection")]
    [InlineData("ppocr-recognition")]
    [InlineData("ppocr-angle")]
    public void Load_FetchedModel_ReadsWhatOnnxProtoReads(string model) => Compare(Repository.Model(model));

    [SkippableFact]
    public void Model_Written_IsReadByOnnxProto()
    {
        using var file = TinyModels.Save(TinyModels.Convolution());
        Compare(file.Path);
    }

    private static void Compare(string path)
    {
        var modules = Path.Combine(Repository.Root, "artifacts", "peers", "node_modules");
        Skip.IfNot(Directory.Exists(Path.Combine(modules, "onnx-proto")), "npm's onnx-proto is not installed; run eng/peers.sh");
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "Peers", "onnx-peer.js"), modules, path })
            start.ArgumentList.Add(argument);
        using var peer = Process.Start(start)!;
        var expected = peer.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        peer.WaitForExit();
        Assert.Equal(0, peer.ExitCode);
        Assert.Equal(expected, Lines(OnnxModel.Load(path)).ToArray());
    }

    private static IEnumerable<string> Lines(OnnxModel model)
    {
        yield return $"ir {model.IrVersion} producer {model.Producer}";
        foreach (var opset in model.Opsets)
            yield return $"opset {opset.Domain} {opset.Version}";
        foreach (var input in model.Graph.Inputs)
            yield return $"input {Describe(input)}";
        foreach (var output in model.Graph.Outputs)
            yield return $"output {Describe(output)}";
        foreach (var weight in model.Graph.Initializers)
            yield return $"weight {weight.Name} {(int)weight.Type} {string.Join(' ', weight.Dims)}";
        foreach (var node in model.Graph.Nodes)
            yield return $"node {node.Name} {node.Domain} {node.OpType} {string.Join(' ', node.Inputs)} > {string.Join(' ', node.Outputs)} {string.Join(' ', node.Attributes.Select(a => $"{a.Name}:{Describe(a)}"))}";
    }

    private static string Describe(OnnxValue value) => string.Join(' ', [value.Name, $"{(int)value.Type}", .. value.Dims!.Select(d => $"{d}")]);

    private static string Bits(float number) => BitConverter.SingleToUInt32Bits(number).ToString("x8", CultureInfo.InvariantCulture);

    private static string Describe(OnnxAttribute attribute) => attribute switch
    {
        { Int: { } number } => $"{number}",
        { Float: { } number } => Bits(number),
        { Text: { } text } => text,
        { Tensor: { } tensor } => $"tensor {(int)tensor.Type} {string.Join(',', tensor.Dims)}",
        { Floats.Count: > 0 } => string.Join(',', attribute.Floats.Select(Bits)),
        _ => string.Join(',', attribute.Ints),
    };
}
