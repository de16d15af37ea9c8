using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Costs;

/// <summary>The operator graph of a model from its nodes and one or two observed runs of different batch sizes.</summary>
internal sealed class OperatorGraphBuilder
{
    private readonly string _name;
    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, OnnxInitializer> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _writers = new(StringComparer.Ordinal);
    private readonly List<RunShapes> _runs;

    /// <param name="name">Of the model.</param>
    /// <param name="graph">As it ran.</param>
    /// <param name="inputs">What it was given.</param>
    /// <param name="runs">One run for each of one or two batch sizes, the smaller first.</param>
    public OperatorGraphBuilder(string name, OnnxGraph graph, IReadOnlyList<InputShape> inputs, IReadOnlyList<(int Batch, ObservedRun Run)> runs)
    {
        (_name, _graph) = (name, graph);
        foreach (var weight in graph.Initializers)
            _weights[weight.Name] = weight;
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (var output in graph.Nodes[i].Outputs.Where(o => o.Length > 0))
                _writers[output] = i;
        }

        _runs = [.. runs.Select(r => new RunShapes(r.Batch, graph, inputs, r.Run))];
    }

    /// <exception cref="ArgumentException">There is nothing in it that computes.</exception>
    public OperatorGraph Build()
    {
        var operators = _graph.Nodes.Select(Operator).ToList();
        var graph = new OperatorGraph(
            _name, operators, new BufferPlan(_graph, operators, n => Affine(r => r.Find(n)?.Bytes ?? 0)).Buffers(),
            AllWeights(_graph).Sum(w => (double)w.Bytes),
            Affine(r => _graph.GivenInputs.Sum(i => r.Find(i.Name)?.Bytes ?? 0)), Affine(r => _graph.Outputs.Sum(o => r.Find(o.Name)?.Bytes ?? 0)))
        {
            ElementBytes = ElementBytes(),
        };
        return graph.FindFault() is { } fault ? throw new ArgumentException(fault) : graph;
    }

    private GraphOperator Operator(OnnxNode node, int index)
    {
        var works = _runs.Select(r => Work(node, index, r)).ToList();
        var activations = node.Inputs.Where(i => i.Length > 0 && !_weights.ContainsKey(i)).ToList();
        var weights = node.Inputs.Where(_weights.ContainsKey).Select(i => _weights[i]).ToList();
        var written = Affine(r => node.Outputs.Sum(o => r.Find(o)?.Bytes ?? 0));
        var isLookUp = OperatorRules.ReadsWhatItWrites(node.OpType);
        var name = node.Name.Length > 0 ? node.Name : node.Outputs.FirstOrDefault(o => o.Length > 0) ?? $"{node.OpType} {index}";
        return new GraphOperator(
            name, node.OpType, works[0].Kind, Affine(r => works[_runs.IndexOf(r)].Flops),
            isLookUp ? 0 : weights.Sum(w => (double)w.Bytes),
            isLookUp ? written : Affine(r => activations.Sum(a => r.Find(a)?.Bytes ?? 0)),
            written,
            Affine(r => node.Outputs.Sum(o => r.Find(o)?.Elements ?? 0)),
            [.. Reads(node).Where(_writers.ContainsKey).Select(i => _writers[i]).Where(w => w < index).Distinct().Order()])
        {
            Steps = works[0].Steps,
        };
    }

    /// <summary>Its own work, or for a branch or loop that of all that ran inside.</summary>
    private OperatorWork Work(OnnxNode node, int index, RunShapes run)
    {
        var inside = node.Attributes.SelectMany(a => a.Graphs).ToList();
        if (inside.Count > 0)
            return new OperatorWork(OperatorKind.Reduction, inside.SelectMany(g => g.Nodes).Sum(n => run.TimesRun(n) * Work(n, index, run).Flops));
        return OperatorRules.Of(node, [.. node.Inputs.Select(run.Find)], [.. node.Outputs.Select(run.Find).OfType<TensorShape>()]);
    }

    /// <summary>What it reads, and what its branches read from outside.</summary>
    private static IEnumerable<string> Reads(OnnxNode node) => node.Inputs.Where(i => i.Length > 0).Concat(node.Attributes.SelectMany(a => a.Graphs).SelectMany(g => g.Nodes).SelectMany(Reads));

    private static IEnumerable<OnnxInitializer> AllWeights(OnnxGraph graph) =>
        graph.Initializers.Concat(graph.Nodes.SelectMany(n => n.Attributes).SelectMany(a => a.Graphs).SelectMany(AllWeights));

    private AffineCost Affine(Func<RunShapes, double> cost) => _runs.Count == 1
        ? new AffineCost(cost(_runs[0]), 0)
        : AffineCost.Through(_runs[0].Batch, cost(_runs[0]), _runs[1].Batch, cost(_runs[1]));

    /// <summary>What most weights are made of, which says in what the model was written.</summary>
    private int ElementBytes() =>
        AllWeights(_graph).Where(w => ElementTypes.SizeOf(w.Type) > 0).GroupBy(w => ElementTypes.SizeOf(w.Type)).OrderByDescending(g => g.Sum(w => w.Bytes)).ThenBy(g => g.Key).FirstOrDefault()?.Key ?? sizeof(float);
}
