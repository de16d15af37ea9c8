using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Segments;

/// <summary>Which tensors are live between two neighbouring operators: written before and read after, or promised to the caller. Weights are no such tensors: every segment that reads one has its own.</summary>
internal sealed class LiveTensors
{
    private readonly int _count;
    private readonly Dictionary<string, (int Written, int Read)> _spans = new(StringComparer.Ordinal);

    /// <exception cref="OnnxFormatException">An operator reads what nothing before it writes, or the graph gives what none of its operators writes.</exception>
    public LiveTensors(OnnxGraph graph)
    {
        _count = graph.Nodes.Count;
        var weights = graph.Initializers.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var input in graph.GivenInputs)
            _spans[input.Name] = (-1, -1);
        for (var i = 0; i < _count; i++)
        {
            foreach (var read in NodeReads.Of(graph.Nodes[i]).Where(r => !weights.Contains(r)))
                Extend(read, i, $"operator '{graph.Nodes[i].Name}' ({graph.Nodes[i].OpType})");
            foreach (var written in graph.Nodes[i].Outputs.Where(o => o.Length > 0))
                _spans[written] = (i, -1);
        }

        foreach (var output in graph.Outputs)
        {
            if (_spans.TryGetValue(output.Name, out var span) && span.Written >= 0)
                _spans[output.Name] = (span.Written, _count);
            else
                throw new OnnxFormatException($"output '{output.Name}' is written by no operator, so that no segment could give it");
        }
    }

    /// <summary>Tensors that are live before an operator, in the order they come about.</summary>
    public IEnumerable<string> At(int position) =>
        _spans.Where(s => s.Value.Written < position && s.Value.Read >= position).OrderBy(s => s.Value.Written).ThenBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Key);

    /// <summary>All positions at which the graph can be cut: those where the size of everything live is known.</summary>
    /// <param name="bytes">Size of a tensor; null for what is no tensor, or has not been seen.</param>
    public IReadOnlyList<CutPoint> Points(Func<string, long?> bytes)
    {
        // Differences at the ends of every span, summed up once: asking at each position would take the square of a large graph.
        var (sizes, unknown) = (new long[_count + 1], new int[_count + 1]);
        foreach (var (tensor, (written, read)) in _spans.Where(s => s.Value.Read > s.Value.Written))
        {
            var (from, to, size) = (written + 1, read + 1, bytes(tensor));
            (sizes[from], unknown[from]) = (sizes[from] + (size ?? 0), unknown[from] + (size is null ? 1 : 0));
            if (to <= _count)
                (sizes[to], unknown[to]) = (sizes[to] - (size ?? 0), unknown[to] - (size is null ? 1 : 0));
        }

        var points = new List<CutPoint>();
        for (var i = 1; i < _count; i++)
        {
            (sizes[i], unknown[i]) = (sizes[i] + sizes[i - 1], unknown[i] + unknown[i - 1]);
            if (unknown[i] == 0)
                points.Add(new CutPoint(i, sizes[i]));
        }

        return points;
    }

    private void Extend(string tensor, int reader, string who)
    {
        if (!_spans.TryGetValue(tensor, out var span))
            throw new OnnxFormatException($"{who} reads '{tensor}', which nothing before it writes");
        _spans[tensor] = (span.Written, reader);
    }
}
