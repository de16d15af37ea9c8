using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;
using Shepherd.Onnx.Segments;

namespace Shepherd.Cli.Segments;

/// <summary>A model that was cut and tried.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Model">What came of it, with this trial.</param>
/// <param name="Folder">Where the segments are.</param>
internal sealed record SegmentReport(SegmentRequest Request, SegmentedModel Model, string Folder)
{
    /// <exception cref="ArgumentException">Shapes are missing or do not fit, or ONNX Runtime refuses the model.</exception>
    public static SegmentReport Of(SegmentRequest request)
    {
        var inputs = InputShapes.Settle(OnnxModel.Load(request.Model).Graph, request.Inputs);
        if (InputShapes.FixedBatch(inputs) is { } only && request.Batches.Any(b => b != only))
            throw new ArgumentException($"--batch: the batch axis of {request.Model} is fixed to {only}; give --batch {only}, or export the model with a free one");
        var (model, folder) = Cut(request, inputs);
        if (model.Trial is null)
            return new SegmentReport(request, model, folder);
        try
        {
            using var run = new SegmentTrialRun(request.Model, folder, model.Segments, inputs, request.Threads, request.Clock == SegmentRequest.WallClock ? () => Stopwatch.GetElapsedTime(0) : null);
            // Of a fixed batch the shapes are as they are.
            var trial = run.Run(InputShapes.FixedBatch(inputs) is null ? request.Batches : [1], request.Rounds);
            return new SegmentReport(request, model with { Trial = trial, Refusal = SegmentLimits.FindFault(model.Segments, model.Imbalance, trial) }, folder);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ArgumentException($"{request.Model}: batches of {string.Join(", ", request.Batches)} do not run: {e.Message}; give others by --batch, or shapes that fit by --input", e);
        }
    }

    private static (SegmentedModel Model, string Folder) Cut(SegmentRequest request, IReadOnlyList<InputShape> inputs)
    {
        if (request.Folder is { } folder)
            return (SegmentStore.Cut(request.Model, inputs, request.Segments, request.Threads, SegmentStore.MakeFolder(folder, "--out ", "give another")), folder);
        var store = new SegmentStore(SegmentStore.DefaultRoot);
        return (store.Get(request.Model, inputs, request.Segments, request.Threads), store.FolderOf(request.Model, inputs, request.Segments, request.Threads));
    }
}
