using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Costs;

/// <summary>Which activations are in memory at the same time. Views share their input's memory. Operators that could write over their input are counted as though they did not: a runtime does it where it can, and too little memory ends a process.</summary>
internal sealed class BufferPlan
{
    private readonly OnnxGraph _graph;
    private readonly IReadOnlyList<GraphOperator> _operators;
    private readonly Func<string, AffineCost> _bytes;
    private readonly Dictionary<string, string> _homes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (AffineCost Bytes, int From)> _buffers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastReads = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    public BufferPlan(OnnxGraph graph, IReadOnlyList<GraphOperator> operators, Func<string, AffineCost> bytes)
    {
        (_graph, _operators, _bytes) = (graph, operators, bytes);
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (var input in graph.Nodes[i].Inputs)
                _lastReads[input] = i;
        }

        foreach (var output in graph.Outputs)
            _lastReads[output.Name] = graph.Nodes.Count - 1;
        // A view is read as long as what it looks at must stay.
        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (operators[i].Kind == OperatorKind.View && graph.Nodes[i] is { Inputs: [var seen, ..], Outputs: [var view, ..] })
                _lastReads[seen] = Math.Max(_lastReads[seen], _lastReads.GetValueOrDefault(view, i));
        }
    }

    public IReadOnlyList<ActivationBuffer> Buffers()
    {
        foreach (var input in _graph.GivenInputs)
            Open(input.Name, 0);
        for (var i = 0; i < _graph.Nodes.Count; i++)
            Place(_graph.Nodes[i], i);
        var ends = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (tensor, home) in _homes)
            ends[home] = Math.Max(ends.GetValueOrDefault(home), Math.Max(_buffers[home].From, _lastReads.GetValueOrDefault(tensor)));
        return [.. _order.Select(home => new ActivationBuffer(_buffers[home].Bytes, _buffers[home].From, ends[home]))];
    }

    private void Place(OnnxNode node, int index)
    {
        foreach (var output in node.Outputs.Where(o => o.Length > 0))
        {
            if (FindHome(node, index) is { } home)
                _homes[output] = home;
            else
                Open(output, index);
        }
    }

    private string? FindHome(OnnxNode node, int index) =>
        _operators[index].Kind == OperatorKind.View && node.Inputs.Count > 0 ? _homes.GetValueOrDefault(node.Inputs[0]) : null;

    private void Open(string tensor, int index)
    {
        _homes[tensor] = tensor;
        _buffers[tensor] = (_bytes(tensor), index);
        _order.Add(tensor);
    }
}
