using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Models;
using Shepherd.Onnx.Segments;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>Serves <c>model.onnx</c> with ONNX Runtime.</summary>
/// <param name="logger">Told which models are served whole though they ask for segments.</param>
/// <param name="store">Where cut models are kept; null for the user's own cache.</param>
internal sealed partial class OnnxRuntime(ILogger<OnnxRuntime>? logger = null, SegmentStore? store = null) : IModelRuntime
{
    public const string ModelFile = "model.onnx";

    private readonly ILogger _logger = logger ?? NullLogger<OnnxRuntime>.Instance;
    private readonly SegmentStore _store = store ?? new SegmentStore(SegmentStore.DefaultRoot);

    public string Name => ConfigReader.DefaultRuntime;

    public ILoadedModel Load(ModelDefinition model, LaneOptions lane)
    {
        var file = Path.Combine(model.Directory, ModelFile);
        if (!File.Exists(file))
            throw new ModelLoadException(file, "no such file; put the model there (eng/models.sh fetches those of this repository)");
        var session = Open(file, model, lane);
        var faults = OnnxGraphCheck.FindFaults(model.Config, session);
        if (faults.Count > 0)
        {
            session.Dispose();
            var config = Path.Combine(model.Directory, ModelRepository.ConfigFile);
            throw new ModelLoadException(config, string.Join($"\n{config}: ", faults));
        }

        if (model.Config.Segments == 1 || OpenChain(file, model, lane) is not { } chain)
            return new OnnxModel(model, session);
        session.Dispose();
        return new SegmentedOnnxModel(model, chain);
    }

    /// <summary>A session over a whole model, as it is served.</summary>
    /// <exception cref="ModelLoadException">The file is corrupt, or a provider is missing.</exception>
    public static InferenceSession Open(string file, ModelDefinition model, LaneOptions lane)
    {
        using var options = Options(file, model, lane);
        try
        {
            return new InferenceSession(file, options);
        }
        catch (OnnxRuntimeException corrupt)
        {
            throw new ModelLoadException(file, $"ONNX Runtime refuses it: {corrupt.Message} Replace the file", corrupt);
        }
    }

    private static SessionOptions Options(string file, ModelDefinition model, LaneOptions lane)
    {
        var options = new SessionOptions
        {
            // Below this, some exporters' graphs bring hundreds of harmless warnings.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            InterOpNumThreads = 1,
            IntraOpNumThreads = ThreadsOf(model, lane),
            // A pattern is kept for every shape ever seen: with free extents they would pile up.
            EnableMemoryPattern = model.Config.Inputs.All(input => input.Axes.All(axis => !axis.IsFree || axis.Buckets.Count > 0)),
        };
        // Threads that spin between operators take the cores of the sessions beside them.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (Affinities(lane, options.IntraOpNumThreads) is { } affinities)
            options.AddSessionConfigEntry("session.intra_op_thread_affinities", affinities);
        if (OnnxProviders.Append(options, lane) is not { } fault)
            return options;
        options.Dispose();
        throw new ModelLoadException(file, fault);
    }

    /// <summary>One processor, counted from 1, for each thread but the lane's own, which is pinned itself.</summary>
    private static string? Affinities(LaneOptions lane, int threads) => lane.Cores.Count == 0 || threads < 2
        ? null
        : string.Join(';', Enumerable.Range(1, threads - 1).Select(thread => lane.Cores[thread % lane.Cores.Count] + 1));

    private static int ThreadsOf(ModelDefinition model, LaneOptions lane) => model.Config.Threads ?? lane.Threads;

    /// <summary>Null where the model is better served whole.</summary>
    private SegmentChain? OpenChain(string file, ModelDefinition model, LaneOptions lane)
    {
        if (lane.Provider != LaneOptions.Cpu)
        {
            LogWhole(model.Name, $"segments run on {LaneOptions.Cpu}, and the device is {lane.Provider}");
            return null;
        }

        try
        {
            var inputs = SegmentShapes.Of(model.Config);
            var threads = ThreadsOf(model, lane);
            var cut = _store.Get(file, inputs, model.Config.Segments, threads);
            if (cut.Refusal is { } reason)
            {
                LogWhole(model.Name, reason);
                return null;
            }

            using var options = Options(file, model, lane);
            // All was optimised before it was cut.
            options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
            return new SegmentChain(_store.FolderOf(file, inputs, model.Config.Segments, threads), cut.Segments, options);
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            LogWhole(model.Name, fault.Message);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Model {Model} is served whole, and its batches start anew where they are stopped: {Reason}")]
    private partial void LogWhole(string model, string reason);
}
