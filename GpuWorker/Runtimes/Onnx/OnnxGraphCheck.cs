using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>Compares a configuration with the graph's own inputs and outputs.</summary>
internal static class OnnxGraphCheck
{
    /// <summary>All that does not fit, one message each: key, what the configuration says, what the graph has.</summary>
    public static IReadOnlyList<string> FindFaults(ModelConfig config, InferenceSession session)
    {
        var faults = new List<string>();
        for (var i = 0; i < config.Inputs.Count; i++)
        {
            var input = config.Inputs[i];
            Compare($"inputs[{i}]", input.Name, input.Datatype, [.. input.Axes.Select(axis => axis.Extent)], session.InputMetadata, config.MaxBatch, isInput: true, faults);
        }

        for (var i = 0; i < config.Outputs.Count; i++)
        {
            var output = config.Outputs[i];
            Compare($"outputs[{i}]", output.Name, output.Datatype, output.Shape, session.OutputMetadata, config.MaxBatch, isInput: false, faults);
        }

        var described = config.Inputs.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, node) in session.InputMetadata)
        {
            if (!described.Contains(name))
                faults.Add($"inputs: does not name the graph's input '{name}' ({Describe(node)}); add it");
        }

        return faults;
    }

    private static void Compare(
        string key, string name, TensorDatatype datatype, IReadOnlyList<int> shape, IReadOnlyDictionary<string, NodeMetadata> graph, int maxBatch, bool isInput, List<string> faults)
    {
        if (!graph.TryGetValue(name, out var node))
        {
            faults.Add($"{key}.name: found '{name}'; the graph has {string.Join(", ", graph.Keys.Select(known => $"'{known}'"))}");
            return;
        }

        if (!node.IsTensor)
        {
            faults.Add($"{key}.name: '{name}' is a {node.OnnxValueType} in the graph; only tensors can be served");
            return;
        }

        if (OnnxDatatypes.ToElementType(datatype) != node.ElementDataType)
            faults.Add($"{key}.datatype: found {datatype.WireName()}; the graph has {OnnxDatatypes.Describe(node.ElementDataType)}");
        // Without extents the graph tells nothing of the shape: an output's is compared when it comes.
        if (node.Dimensions.Length > 0 || isInput)
            CompareShape(key, shape, node, maxBatch, isInput, faults);
    }

    private static void CompareShape(string key, IReadOnlyList<int> shape, NodeMetadata node, int maxBatch, bool isInput, List<string> faults)
    {
        var extents = node.Dimensions;
        if (extents.Length != shape.Count + 1)
        {
            faults.Add($"{key}.shape: found [{string.Join(", ", shape)}]; the graph has {Describe(node)}, of which the first is the batch axis");
            return;
        }

        if (extents[0] >= 0 && (extents[0] != 1 || maxBatch != 1))
            faults.Add($"max_batch: found {maxBatch}; the graph's '{key}' has a fixed batch axis: {Describe(node)}; {(extents[0] == 1 ? "set max_batch to 1 or " : "")}export it with a free one");
        for (var axis = 0; axis < shape.Count; axis++)
        {
            var fixedExtent = extents[axis + 1];
            // A free extent of an input must be free in the graph too; of an output it only says less.
            if (fixedExtent >= 0 && fixedExtent != shape[axis] && (isInput || shape[axis] >= 0))
                faults.Add($"{key}.shape[{axis}]: found {shape[axis]}; the graph has {Describe(node)}, of which the first is the batch axis");
        }
    }

    private static string Describe(NodeMetadata node) =>
        node.IsTensor ? $"{OnnxDatatypes.Describe(node.ElementDataType)} [{string.Join(", ", node.Dimensions)}]" : node.OnnxValueType.ToString();
}
