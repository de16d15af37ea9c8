using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Costs;

/// <summary>Shapes of all tensors of one run, by name: weights from the graph, inputs as given, the rest as observed.</summary>
internal sealed class RunShapes
{
    private readonly Dictionary<string, TensorShape> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _timesRun = new(StringComparer.Ordinal);

    public RunShapes(int batch, OnnxGraph graph, IReadOnlyList<InputShape> inputs, ObservedRun run)
    {
        Batch = batch;
        foreach (var input in inputs)
            _shapes[input.Name] = new TensorShape(input.Type, input.At(batch));
        var observed = new Dictionary<string, IReadOnlyList<TensorShape>>(StringComparer.Ordinal);
        foreach (var kernel in run.Operators)
        {
            observed.TryAdd(kernel.Node, kernel.Outputs);
            _timesRun[kernel.Node] = _timesRun.GetValueOrDefault(kernel.Node) + 1;
        }

        Learn(graph, observed);
    }

    public int Batch { get; }

    public TensorShape? Find(string tensor) => _shapes.GetValueOrDefault(tensor);

    /// <summary>How often a node ran: more than once inside a loop, not at all in a branch that was not taken.</summary>
    public int TimesRun(OnnxNode node) => _timesRun.GetValueOrDefault(NameOf(node));

    /// <summary>The profile's own name for a node without one has an index that only it knows; such nodes are few (optimisers name theirs).</summary>
    private static string NameOf(OnnxNode node) => node.Name;

    private void Learn(OnnxGraph graph, Dictionary<string, IReadOnlyList<TensorShape>> observed)
    {
        foreach (var weight in graph.Initializers)
            _shapes.TryAdd(weight.Name, new TensorShape(weight.Type, weight.Dims));
        foreach (var node in graph.Nodes)
        {
            foreach (var inside in node.Attributes.SelectMany(a => a.Graphs))
                Learn(inside, observed);
            if (!observed.TryGetValue(NameOf(node), out var outputs))
                continue;
            var names = node.Outputs.Where(o => o.Length > 0).ToList();
            // An output that is no tensor is not in the profile, and which one that is it does not say.
            if (names.Count != outputs.Count)
                continue;
            foreach (var (name, shape) in names.Zip(outputs))
                _shapes.TryAdd(name, shape);
        }
    }
}
