using Microsoft.ML.OnnxRuntime;

namespace Shepherd.Onnx.Segments;

/// <summary>A batch on its way through a chain. Between two steps nothing runs, and all there is of it are the tensors that later segments read.</summary>
public sealed class ChainRun : IDisposable
{
    private readonly SegmentChain _chain;
    private readonly IReadOnlyCollection<string> _wanted;
    private readonly Dictionary<string, OrtValue> _live;

    internal ChainRun(SegmentChain chain, IEnumerable<KeyValuePair<string, OrtValue>> inputs, IReadOnlyCollection<string> outputs) =>
        (_chain, _wanted, _live) = (chain, outputs, new Dictionary<string, OrtValue>(inputs, StringComparer.Ordinal));

    /// <summary>Segments that are done.</summary>
    public int Done { get; private set; }

    /// <summary>Whether all segments are.</summary>
    public bool IsDone => Done == _chain.Segments.Count;

    /// <summary>Bytes of everything that is kept for the segments to come.</summary>
    public long StateBytes => _live.Values.Sum(v => v.GetTensorSizeInBytes());

    /// <summary>Whether a tensor is still kept.</summary>
    public bool Holds(string tensor) => _live.ContainsKey(tensor);

    /// <summary>Runs the next segment. Where that fails or is stopped nothing is changed, and it can be run again.</summary>
    /// <param name="options">Its <c>Terminate</c> stops the segment.</param>
    /// <exception cref="OnnxRuntimeException">It failed or was stopped.</exception>
    public void Step(RunOptions options)
    {
        var segment = _chain.Segments[Done];
        var outputs = _chain.Run(Done, options, [.. segment.Inputs.Select(i => _live[i])]);
        foreach (var (name, value) in segment.Outputs.Zip(outputs))
        {
            // An output of the model that nobody asked for, and no segment reads, need not be kept.
            if (_chain.LastReads.ContainsKey(name) || _wanted.Contains(name))
                _live.Add(name, value);
            else
                value.Dispose();
        }

        foreach (var input in segment.Inputs.Where(i => _chain.LastReads[i] == Done && !_wanted.Contains(i)))
        {
            if (_live.Remove(input, out var value))
                value.Dispose();
        }

        Done++;
    }

    /// <summary>An output of the model, once all segments are done. It belongs to the run.</summary>
    public OrtValue Output(string name) => _live[name];

    /// <summary>Frees all that is kept.</summary>
    public void Dispose()
    {
        foreach (var value in _live.Values)
            value.Dispose();
        _live.Clear();
    }
}
