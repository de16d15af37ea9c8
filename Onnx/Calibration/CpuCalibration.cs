using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Calibration;

/// <summary>
/// What this CPU does under ONNX Runtime: a matrix product, a copy, and a chain of operators that do nothing, each the best of some runs. Rates are thus what kernels reach, and need no efficiency.
/// </summary>
public static class CpuCalibration
{
    /// <summary>Name of the device.</summary>
    public const string Name = "cpu";

    // Of the size of a middling layer: large enough for the kernel's best blocking, 3 ms at 100 GFLOP/s.
    private const int Rows = 512;
    private const int Columns = 512;

    // 8 MB in and as much out: past a core's own caches, as the activations of a batch are.
    private const int CopyElements = 2 << 20;
    private const int ChainLength = 64;

    // The best of as many is steady to a few per cent beside another busy process.
    private const int Repeats = 12;

    /// <summary>Measures; takes a fifth of a second.</summary>
    /// <param name="threads">Threads of one run.</param>
    public static DeviceSpec Measure(int threads)
    {
        var product = BestSeconds(Product(), Rows, Columns, threads);
        var copy = BestSeconds(Pointwise(1), 1, CopyElements, threads);
        var chain = BestSeconds(Pointwise(ChainLength), 1, 1, threads);
        return new DeviceSpec(Name, threads, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, 2.0 * CopyElements * sizeof(float) / copy, 2.0 * Rows * Columns * Columns / product)
        {
            LaunchNs = chain / ChainLength * 1e9,
        };
    }

    private static byte[] Product() => OnnxWriter.Model(
        [OnnxWriter.Node("product", "MatMul", ["x", "w"], ["y"])], [OnnxWriter.Weight("w", [Columns, Columns], 0.5f)], [OnnxWriter.Value("x", -1, -1)], [OnnxWriter.Value("y", -1, -1)]);

    private static byte[] Pointwise(int length) => OnnxWriter.Model(
        Enumerable.Range(0, length).Select(i => OnnxWriter.Node($"step{i}", "Abs", [i == 0 ? "x" : $"x{i}"], [i == length - 1 ? "y" : $"x{i + 1}"])),
        [], [OnnxWriter.Value("x", -1, -1)], [OnnxWriter.Value("y", -1, -1)]);

    private static double BestSeconds(byte[] model, long rows, long columns, int threads)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        using var session = new InferenceSession(model, options);
        using var input = BlankTensors.Create(ElementType.Float, [rows, columns]);
        using var run = new RunOptions();
        var best = double.MaxValue;
        for (var i = 0; i < Repeats; i++)
        {
            var started = Stopwatch.GetTimestamp();
            session.Run(run, ["x"], [input], ["y"]).Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return best;
    }
}
