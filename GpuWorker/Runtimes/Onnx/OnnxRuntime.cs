using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Models;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>Serves <c>model.onnx</c> with ONNX Runtime.</summary>
internal sealed class OnnxRuntime : IModelRuntime
{
    public const string ModelFile = "model.onnx";

    public string Name => ConfigReader.DefaultRuntime;

    public ILoadedModel Load(ModelDefinition model, LaneOptions lane)
    {
        var file = Path.Combine(model.Directory, ModelFile);
        if (!File.Exists(file))
            throw new ModelLoadException(file, "no such file; put the model there (eng/models.sh fetches those of this repository)");
        var session = Open(file, model, lane);
        var faults = OnnxGraphCheck.FindFaults(model.Config, session);
        if (faults.Count == 0)
            return new OnnxModel(model, session);
        session.Dispose();
        var config = Path.Combine(model.Directory, ModelRepository.ConfigFile);
        throw new ModelLoadException(config, string.Join($"\n{config}: ", faults));
    }

    private static InferenceSession Open(string file, ModelDefinition model, LaneOptions lane)
    {
        using var options = new SessionOptions
        {
            // Below this, some exporters' graphs bring hundreds of harmless warnings.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            InterOpNumThreads = 1,
            IntraOpNumThreads = model.Config.Threads ?? lane.Threads,
            // A pattern is kept for every shape ever seen: with free extents they would pile up.
            EnableMemoryPattern = model.Config.Inputs.All(input => input.Axes.All(axis => !axis.IsFree || axis.Buckets.Count > 0)),
        };
        // Threads that spin between operators take the cores of the sessions beside them.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (OnnxProviders.Append(options, lane) is { } fault)
            throw new ModelLoadException(file, fault);
        try
        {
            return new InferenceSession(file, options);
        }
        catch (OnnxRuntimeException corrupt)
        {
            throw new ModelLoadException(file, $"ONNX Runtime refuses it: {corrupt.Message} Replace the file", corrupt);
        }
    }
}
