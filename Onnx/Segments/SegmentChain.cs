using Microsoft.ML.OnnxRuntime;

namespace Shepherd.Onnx.Segments;

/// <summary>Sessions of a model's segments. One run at a time computes; others may be suspended meanwhile.</summary>
public sealed class SegmentChain : IDisposable
{
    private readonly List<InferenceSession> _sessions = [];

    /// <summary>Opens the sessions.</summary>
    /// <param name="folder">Where the segments are.</param>
    /// <param name="segments">The segments.</param>
    /// <param name="options">For every session. The level of optimisation has to be none: it was all done before the model was cut.</param>
    /// <exception cref="OnnxRuntimeException">A file is damaged, or of another build.</exception>
    public SegmentChain(string folder, IReadOnlyList<Segment> segments, SessionOptions options)
    {
        Segments = segments;
        SharedArena.Use(options);
        // The last segment that reads a tensor frees it; outputs of the model stay to the end.
        LastReads = segments.Select((segment, index) => (segment, index)).SelectMany(s => s.segment.Inputs.Select(input => (input, s.index)))
            .GroupBy(r => r.input, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Max(r => r.index), StringComparer.Ordinal);
        try
        {
            for (var i = 0; i < segments.Count; i++)
                _sessions.Add(new InferenceSession(Path.Combine(folder, SegmentedModel.FileOf(i)), options));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The segments, in the order they run.</summary>
    public IReadOnlyList<Segment> Segments { get; }

    internal IReadOnlyDictionary<string, int> LastReads { get; }

    /// <summary>Begins a run.</summary>
    /// <param name="inputs">The model's inputs by name: each is disposed behind the last segment that reads it, at the latest with the run.</param>
    /// <param name="outputs">Names of the outputs that are wanted: they are kept to the end.</param>
    public ChainRun Begin(IEnumerable<KeyValuePair<string, OrtValue>> inputs, IReadOnlyCollection<string> outputs) => new(this, inputs, outputs);

    /// <summary>Ends the sessions; runs are to be disposed before.</summary>
    public void Dispose()
    {
        foreach (var session in _sessions)
            session.Dispose();
    }

    internal IReadOnlyCollection<OrtValue> Run(int segment, RunOptions options, IReadOnlyCollection<OrtValue> inputs) =>
        _sessions[segment].Run(options, (IReadOnlyCollection<string>)Segments[segment].Inputs, inputs, (IReadOnlyCollection<string>)Segments[segment].Outputs);
}
