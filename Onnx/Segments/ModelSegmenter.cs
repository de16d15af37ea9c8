using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Segments;

/// <summary>Cuts model files into segments.</summary>
internal static class ModelSegmenter
{
    /// <summary>Optimises, measures and cuts a model, and writes its segments.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <param name="inputs">Shapes it is measured at.</param>
    /// <param name="segments">Segments at most, from 1.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <param name="folder">Where the segments go.</param>
    /// <exception cref="ArgumentException">ONNX Runtime refuses the model or the shapes.</exception>
    /// <exception cref="OnnxFormatException">The graph cannot be cut; the message says why.</exception>
    public static IReadOnlyList<Segment> Cut(string path, IReadOnlyList<InputShape> inputs, int segments, int threads, string folder)
    {
        var model = OptimisedModel.Of(path, folder);
        var measured = MeasuredGraph.Of(model, inputs, threads, folder);
        var cut = GraphCut.Cut(model.Graph, measured.DurationsNs, measured.BytesOf, segments);
        var writer = new SegmentWriter(model, measured.Find);
        for (var i = 0; i < cut.Count; i++)
            File.WriteAllBytes(Path.Combine(folder, SegmentedModel.FileOf(i)), writer.Write(cut[i]));
        return cut;
    }
}
