using Microsoft.ML.OnnxRuntime;
using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx.Costs;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx;

/// <summary>A model file as a graph of operators with costs.</summary>
public static class ModelReader
{
    /// <summary>Reads a model and runs it at one and two requests, which gives every operator's costs at any batch.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <param name="given">Shapes of inputs that the graph leaves free.</param>
    /// <param name="forCpu">
    /// Whether the graph is to be that of this CPU: with all optimisations, as the worker runs it. Otherwise without those that only lay memory out for a CPU, which is what is left for a GPU to run.
    /// </param>
    /// <exception cref="OnnxFormatException">It is no ONNX model.</exception>
    /// <exception cref="ArgumentException">Shapes are missing or do not fit, or ONNX Runtime refuses the model.</exception>
    public static ReadModel Read(string path, IReadOnlyList<GivenShape> given, bool forCpu)
    {
        var inputs = InputShapes.Settle(OnnxModel.Load(path).Graph, given);
        var fixedBatch = InputShapes.FixedBatch(inputs);
        int[] batches = fixedBatch is null ? [1, 2] : [1];
        using var session = new ProfiledSession(path, inputs, forCpu ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_ENABLE_EXTENDED, threads: 1);
        foreach (var batch in batches)
            session.Run(batch);
        var runs = batches.Zip(session.Finish(), (batch, run) => (batch, run)).ToList();
        return new ReadModel(new OperatorGraphBuilder(Path.GetFileName(path), session.Graph, inputs, runs).Build(), inputs, fixedBatch);
    }
}

/// <summary>A model that was read.</summary>
/// <param name="Graph">Its operators.</param>
/// <param name="Inputs">Shapes that it was run with.</param>
/// <param name="FixedBatch">The only batch that it takes; null where its batch axis is free.</param>
public sealed record ReadModel(OperatorGraph Graph, IReadOnlyList<InputShape> Inputs, int? FixedBatch);
