using Microsoft.ML.OnnxRuntime;
using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Profiling;

/// <summary>Runs a model under ONNX Runtime's profiler and reads what it wrote: the graph as it was optimised, and each run's operators with shapes and times.</summary>
internal sealed class ProfiledSession : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shepherd-profile").FullName;
    private readonly InferenceSession _session;
    private readonly IReadOnlyList<InputShape> _inputs;
    private readonly string _name;

    /// <param name="path">The model.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="level">Optimisations: the graph is read back after them, so that names and shapes are those of what runs.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <exception cref="ArgumentException">ONNX Runtime refuses the model; the message says why.</exception>
    public ProfiledSession(string path, IReadOnlyList<InputShape> inputs, GraphOptimizationLevel level, int threads)
    {
        (_inputs, _name) = (inputs, path);
        var optimised = Path.Combine(_folder, "optimised.onnx");
        try
        {
            using var options = new SessionOptions
            {
                GraphOptimizationLevel = level,
                OptimizedModelFilePath = optimised,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                InterOpNumThreads = 1,
                IntraOpNumThreads = threads,
                // Planned ahead, all activations would be there before the first kernel, and the trace would not show when each is.
                EnableMemoryPattern = false,
                // Set before profiling is enabled, which reads it.
                ProfileOutputPathPrefix = Path.Combine(_folder, "trace"),
                EnableProfiling = true,
            };
            // As in the worker.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            _session = new InferenceSession(path, options);
            Graph = OnnxModel.Load(optimised).Graph;
        }
        catch (Exception e)
        {
            _session?.Dispose();
            Directory.Delete(_folder, recursive: true);
            if (e is OnnxRuntimeException)
                throw new ArgumentException($"{path}: ONNX Runtime refuses it: {e.Message}", e);
            throw;
        }
    }

    /// <summary>The graph that runs.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>Runs one batch of made-up inputs.</summary>
    /// <exception cref="ArgumentException">The model does not run on such shapes; the message says what ONNX Runtime does not like.</exception>
    public void Run(int batch)
    {
        var values = new List<OrtValue>();
        try
        {
            foreach (var input in _inputs)
                values.Add(BlankTensors.Create(input.Type, input.At(batch)));
            using var options = new RunOptions();
            using var outputs = _session.Run(options, [.. _inputs.Select(i => i.Name)], values, _session.OutputNames);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ArgumentException($"{_name}: a batch of {batch} with {string.Join(", ", _inputs.Select(i => $"{i.Name}={string.Join('x', i.At(batch))}"))} does not run: {e.Message}; give shapes that fit by --input", e);
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }

    /// <summary>Ends profiling.</summary>
    /// <returns>What was run, in that order.</returns>
    public IReadOnlyList<ObservedRun> Finish() => ProfileTrace.Parse(File.ReadAllBytes(_session.EndProfiling()));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
