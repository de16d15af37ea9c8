using Microsoft.ML.OnnxRuntime;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Wire;

namespace Shepherd.Onnx.Segments;

/// <summary>
/// A model as ONNX Runtime runs it on this processor, with all its optimisations: cut after them, a chain runs the very operators of the whole model. Cut before, each segment would be optimised alone, and
/// what is fused or laid out across a cut would be lost. Such a graph is for this build of ONNX Runtime and this kind of processor alone.
/// </summary>
internal static class OptimisedModel
{
    /// <exception cref="ArgumentException">ONNX Runtime refuses the model.</exception>
    /// <exception cref="OnnxFormatException">What it wrote cannot be cut; the message says why.</exception>
    public static OnnxModel Of(string path, string scratch)
    {
        var file = Path.Combine(scratch, "optimised.onnx");
        try
        {
            using var options = new SessionOptions
            {
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                OptimizedModelFilePath = file,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            new InferenceSession(path, options).Dispose();
        }
        catch (OnnxRuntimeException e)
        {
            throw new ArgumentException($"{path}: ONNX Runtime refuses it: {e.Message}", e);
        }

        var model = OnnxModel.Load(file);
        File.Delete(file);
        return model.Graph.Initializers.FirstOrDefault(w => w.IsExternal) is { } outside
            ? throw new OnnxFormatException($"weight '{outside.Name}' is kept outside the file, where segments would not find it")
            : model;
    }

    /// <summary>The same model, its operators named by their index: names in a profile are of use only where each stands for one operator, and a file need not give any.</summary>
    public static byte[] Numbered(OnnxModel model)
    {
        var graph = new WireWriter();
        for (var i = 0; i < model.Graph.Nodes.Count; i++)
        {
            // Of a field that is there twice, the last counts.
            byte[] name = new WireWriter().Text(NodeFields.Name, NameOf(i)).ToArray();
            graph.Bytes(GraphFields.Node, [.. model.Graph.Nodes[i].Raw.Span, .. name]);
        }

        graph.Text(GraphFields.Name, "numbered");
        foreach (var weight in model.Graph.Initializers)
            graph.Bytes(GraphFields.Initializer, weight.Raw.Span);
        foreach (var input in model.Graph.GivenInputs)
            graph.Bytes(GraphFields.Input, input.Raw.Span);
        foreach (var output in model.Graph.Outputs)
            graph.Bytes(GraphFields.Output, output.Raw.Span);
        return SegmentWriter.Model(model, graph);
    }

    public static string NameOf(int index) => $"n{index}";
}
