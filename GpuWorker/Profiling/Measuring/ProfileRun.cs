using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Echo;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.GpuWorker.Runtimes.Replay;
using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Profiling.Measuring;

/// <summary>What is to be measured of a model.</summary>
/// <param name="Model">Its name in the repository, its directory, or its file.</param>
/// <param name="Repository">Model repository.</param>
public sealed record ProfileRequest(string Model, string Repository)
{
    /// <summary>Requests per batch of a file without a configuration, at most. Default 8.</summary>
    public const int FileMaxBatch = 8;

    /// <summary>Devices, kind:number; of those that are alike the first.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu:0"];

    /// <summary>CPU threads of a run. Default null: as many as a worker's lane has.</summary>
    public int? Threads { get; init; }

    /// <summary>Lanes that each device is divided into, of which one is measured while the others idle, as a worker does. Default 1.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Batch sizes. Default empty: 1, 2, 4 … and the model's largest.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [];

    /// <summary>Shapes, <c>name=3x640x640</c>. Default empty: those that a worker measures.</summary>
    public IReadOnlyList<string> Shapes { get; init; } = [];

    /// <summary>For each batch size of each shape.</summary>
    public TimeSpan PointTime { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Measures models outside of a worker.</summary>
public static class ProfileRun
{
    /// <summary>Measures one.</summary>
    /// <param name="request">What.</param>
    /// <param name="say">Takes a line of progress.</param>
    /// <returns>What was measured, and the folder of the model's configuration; null where it has none.</returns>
    /// <exception cref="ArgumentException">The request does not fit the model; the message says what to give.</exception>
    /// <exception cref="InvalidOperationException">The model cannot be loaded or run; the message says why.</exception>
    public static (ProfiledModel Profile, string? Folder) Measure(ProfileRequest request, Action<string> say)
    {
        if (request.Devices.FirstOrDefault(d => !DeviceName.TryParse(d, out _, out _)) is { } device)
            throw new ArgumentException($"--devices: '{device}' is not of the form kind:number, for example cpu:0 or cuda:1");
        using var source = ModelSource.Find(request.Model, request.Repository, request.Batches.DefaultIfEmpty(ProfileRequest.FileMaxBatch).Max());
        var definition = source.Definition;
        try
        {
            // Its environment is no model's memory.
            _ = OrtEnv.Instance();
            IModelRuntime[] runtimes = [new OnnxRuntime(), new ReplayRuntime(TimeProvider.System), new EchoRuntime(), Torch()];
            var runtime = runtimes.FirstOrDefault(r => r.Name == definition.Config.Runtime)
                ?? throw new ArgumentException($"model '{definition.Name}' has runtime '{definition.Config.Runtime}'; measured are models of {string.Join(", ", runtimes.Select(r => r.Name))}");
            var threads = request.Threads ?? Math.Max(1, Environment.ProcessorCount / Math.Max(2, request.Lanes));
            var lanes = LaneShares.Of(request.Devices, request.Lanes, threads, cores: null).DistinctBy(DeviceKind.Of);
            var measured = lanes.Select(lane => new ModelMeasurement(runtime, lane, request.PointTime, say).Measure(source, request.Batches, request.Shapes)).ToList();
            // The largest shape, as a scheduler that knows one only must not be surprised.
            var shape = measured[0].Buckets[^1].Shape;
            return (ProfiledModel.Of(definition.Name, definition.Config.MaxBatch, definition.Config.SloMs, shape, measured), source.IsConfigured ? definition.Directory : null);
        }
        catch (Exception fault) when (fault is ModelLoadException or ModelRunException)
        {
            throw new InvalidOperationException(fault.Message, fault);
        }
    }

    private static IModelRuntime Torch() =>
#if TORCH
        new Runtimes.Torch.TorchRuntime(Microsoft.Extensions.Logging.Abstractions.NullLogger<Runtimes.Torch.TorchRuntime>.Instance);
#else
        MissingRuntime.Torch;
#endif
}
