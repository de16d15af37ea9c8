using System.Diagnostics;
using Shepherd.Core.Profiles;
using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx;
using Shepherd.Onnx.Calibration;

namespace Shepherd.Cli.Estimate;

/// <summary>A model on a device, estimated.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Model">The model as it was read.</param>
/// <param name="Device">The device.</param>
/// <param name="Rows">One for each batch size.</param>
/// <param name="Load">How long reading, the two runs that show shapes, and what had to be measured took.</param>
/// <param name="Wall">How long estimating took.</param>
internal sealed record EstimateRun(EstimateRequest Request, ReadModel Model, DeviceSpec Device, IReadOnlyList<EstimateRow> Rows, TimeSpan Load, TimeSpan Wall)
{
    /// <summary>Runs of each batch size where times are measured.</summary>
    private const int Repeats = 5;

    /// <summary>Shapes that were given, and those of the file beside the model.</summary>
    public required EstimateInputs Configured { get; init; }

    /// <exception cref="ArgumentException">Something asked for is not there or does not fit; the message says what and the remedy.</exception>
    public static EstimateRun Of(EstimateRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        var isCpu = request.Device.Equals(CpuCalibration.Name, StringComparison.OrdinalIgnoreCase);
        var known = DeviceCatalog.Find(request.Device);
        if (!isCpu && known is null)
            throw new ArgumentException($"--device {request.Device}: not known; known are {EstimateRequest.Devices} and {CpuCalibration.Name}");
        if (request.Backend != EstimateRequest.Table && request.Points is not null)
            throw new ArgumentException($"--table: its times are for --backend {EstimateRequest.Table}, and the backend is {request.Backend}; give --backend {EstimateRequest.Table}, or leave --table out");
        if (request.Backend == EstimateRequest.Table && request.Points is null && !isCpu)
            throw new ArgumentException($"--backend table: nothing was measured on {known!.Name}; give --table BATCH:MILLISECONDS,…, or take the backend {EstimateRequest.Analytic} or {EstimateRequest.Learned}");
        var inputs = EstimateInputs.Of(request);
        var model = ModelReader.Read(request.Model, inputs.Shapes, isCpu);
        if (model.FixedBatch is { } only && request.Batches.Any(b => b != only))
            throw new ArgumentException($"--batch: the batch axis of {request.Model} is fixed to {only}; give --batch {only}, or export the model with a free one");
        var device = isCpu ? CpuCalibration.Measure(request.Threads) : known!;
        var points = request.Points ?? (request.Backend == EstimateRequest.Table ? ModelTimer.Measure(request.Model, model.Inputs, request.Batches, Repeats, request.Threads) : null);
        var load = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        var rows = Estimate(request, model, device, points);
        return new EstimateRun(request, model, device, rows, load, Stopwatch.GetElapsedTime(started)) { Configured = inputs };
    }

    private static List<EstimateRow> Estimate(EstimateRequest request, ReadModel model, DeviceSpec device, IReadOnlyList<LatencyPoint>? points)
    {
        // A graph of a fixed batch has its costs as they are, whatever that batch is.
        var analytic = new AnalyticEstimator(model.Graph, device, request.Precision, request.Concurrent);
        var estimator = request.Backend switch
        {
            EstimateRequest.Table => new TableEstimator(points!, new ModelMemory(analytic.Estimate(1).WeightBytes, AffineCost.Through(1, analytic.Estimate(1).WorkBytes, 2, analytic.Estimate(2).WorkBytes))),
            EstimateRequest.Learned => Learned(request, model.Graph, device),
            _ => (IModelEstimator)analytic,
        };
        return [.. request.Batches.Select(batch => new EstimateRow(batch, estimator.Estimate(batch), analytic.PeakComputePercent(batch), Bound(analytic, batch)))];
    }

    /// <summary>Each on what its weights were learnt from: on a CPU operators as they run, on a GPU kernels as TensorRT fuses them.</summary>
    private static LearnedEstimator Learned(EstimateRequest request, OperatorGraph graph, DeviceSpec device) => device.Name == CpuCalibration.Name
        ? new LearnedEstimator(graph, device, LearnedWeights.Cpu, request.Precision, fused: false)
        : new LearnedEstimator(graph, device, LearnedWeights.TensorRt, request.Precision);

    private static string Bound(AnalyticEstimator analytic, int batch)
    {
        var (memory, launch) = analytic.Bounds(batch);
        return launch > Math.Max(memory, 1 - memory - launch) ? "launch" : memory > 1 - memory - launch ? "memory" : "compute";
    }
}
