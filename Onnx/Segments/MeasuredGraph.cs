using Microsoft.ML.OnnxRuntime;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Segments;

/// <summary>Times of operators and shapes of tensors, as runs of one request under ONNX Runtime's profiler showed them.</summary>
internal sealed class MeasuredGraph
{
    /// <summary>Medians of as many are steady beside another busy process.</summary>
    private const int Runs = 7;

    private readonly Dictionary<string, TensorShape> _shapes = new(StringComparer.Ordinal);

    private MeasuredGraph(OnnxGraph graph, IReadOnlyList<InputShape> inputs, IReadOnlyList<ObservedRun> runs)
    {
        foreach (var input in inputs)
            _shapes[input.Name] = new TensorShape(input.Type, input.At(1));
        var durations = new double[graph.Nodes.Count];
        var seen = runs.SelectMany(r => r.Operators).ToLookup(o => o.Node, StringComparer.Ordinal);
        for (var i = 0; i < durations.Length; i++)
        {
            var times = seen[OptimisedModel.NameOf(i)].Select(o => o.DurationUs * 1e3).Order().ToList();
            durations[i] = times.Count > 0 ? times[times.Count / 2] : 0;
            Learn(graph.Nodes[i], seen[OptimisedModel.NameOf(i)].FirstOrDefault());
        }

        DurationsNs = durations;
    }

    /// <summary>Of each operator, in their order.</summary>
    public IReadOnlyList<double> DurationsNs { get; }

    /// <summary>Runs a model and looks at it.</summary>
    /// <param name="model">As it is to run: it is not optimised again.</param>
    /// <param name="inputs">What it is given.</param>
    /// <param name="threads">Of one run.</param>
    /// <param name="scratch">Folder for files of a moment.</param>
    public static MeasuredGraph Of(OnnxModel model, IReadOnlyList<InputShape> inputs, int threads, string scratch)
    {
        var file = Path.Combine(scratch, "numbered.onnx");
        File.WriteAllBytes(file, OptimisedModel.Numbered(model));
        using var session = new ProfiledSession(file, inputs, GraphOptimizationLevel.ORT_DISABLE_ALL, threads);
        File.Delete(file);
        for (var i = 0; i <= Runs; i++)
            session.Run(1);
        // The first one allocates.
        return new MeasuredGraph(model.Graph, inputs, [.. session.Finish().Skip(1)]);
    }

    /// <summary>Null for what is no tensor.</summary>
    public TensorShape? Find(string tensor) => _shapes.GetValueOrDefault(tensor);

    /// <summary>Null also for texts, whose size is not fixed.</summary>
    public long? BytesOf(string tensor) => Find(tensor) is { } shape && ElementTypes.SizeOf(shape.Type) > 0 ? (long)shape.Bytes : null;

    private void Learn(OnnxNode node, ObservedOperator? seen)
    {
        var names = node.Outputs.Where(o => o.Length > 0).ToList();
        // An output that is no tensor is not in the profile, and which one that is it does not say.
        if (seen is null || names.Count != seen.Outputs.Count)
            return;
        foreach (var (name, shape) in names.Zip(seen.Outputs))
            _shapes[name] = shape;
    }
}
