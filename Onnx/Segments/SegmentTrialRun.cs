using Microsoft.ML.OnnxRuntime;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Segments;

/// <summary>Runs a chain and the whole model by turns, so that whatever else the machine does hits both.</summary>
public sealed class SegmentTrialRun : IDisposable
{
    /// <summary>Arenas grow over the first runs, of which the second and third are the first to plan their memory.</summary>
    private const int WarmUps = 4;

    private readonly IReadOnlyList<InputShape> _inputs;
    private readonly InferenceSession _whole;
    private readonly SegmentChain _chain;
    private readonly RunOptions _options = new();
    private readonly Func<TimeSpan> _now;

    /// <summary>Opens both.</summary>
    /// <param name="path">The whole model.</param>
    /// <param name="folder">Where its segments are.</param>
    /// <param name="segments">The segments.</param>
    /// <param name="inputs">Shapes of the model's inputs.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <param name="now">Clock; null for what this process works, which others that are busy do not disturb.</param>
    /// <exception cref="OnnxRuntimeException">A file is damaged, or of another build.</exception>
    public SegmentTrialRun(string path, string folder, IReadOnlyList<Segment> segments, IReadOnlyList<InputShape> inputs, int threads, Func<TimeSpan>? now)
    {
        (_inputs, _now) = (inputs, now ?? (() => Environment.CpuUsage.TotalTime));
        using var options = Options(threads, GraphOptimizationLevel.ORT_ENABLE_ALL);
        using var chainOptions = Options(threads, GraphOptimizationLevel.ORT_DISABLE_ALL);
        _chain = new SegmentChain(folder, segments, chainOptions);
        _whole = new InferenceSession(path, options);
    }

    /// <summary>Compares them.</summary>
    /// <param name="batches">Batch sizes.</param>
    /// <param name="rounds">Rounds of each, after some to warm up.</param>
    public SegmentTrial Run(IReadOnlyList<int> batches, int rounds)
    {
        var (trials, difference) = (new List<BatchTrial>(), 0.0);
        foreach (var batch in batches)
        {
            difference = Math.Max(difference, Difference(batch));
            var (whole, chain, overheads) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = -WarmUps; round < rounds; round++)
            {
                // Who comes second finds the caches as the other left them: each is second as often.
                var isWholeFirst = round % 2 == 0;
                var early = isWholeFirst ? TimeWhole(batch) : TimeChain(batch);
                var late = isWholeFirst ? TimeChain(batch) : TimeWhole(batch);
                var (wholeNs, chainNs) = isWholeFirst ? (early, late) : (late, early);
                if (round < 0)
                    continue;
                whole.Add(wholeNs);
                chain.Add(chainNs);
                overheads.Add((chainNs / wholeNs) - 1);
            }

            trials.Add(new BatchTrial(batch, (long)Median(whole), (long)Median(chain), Median(overheads), (chain.Min() / whole.Min()) - 1, rounds));
        }

        return new SegmentTrial(trials, difference);
    }

    /// <summary>Ends the sessions.</summary>
    public void Dispose()
    {
        _options.Dispose();
        _chain.Dispose();
        _whole.Dispose();
    }

    /// <summary>As the worker runs models.</summary>
    private static SessionOptions Options(int threads, GraphOptimizationLevel level)
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = level,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            InterOpNumThreads = 1,
            IntraOpNumThreads = threads,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private double TimeWhole(int batch)
    {
        var inputs = Inputs(batch);
        var started = _now();
        RunWhole(inputs).Dispose();
        return Since(started);
    }

    private double TimeChain(int batch)
    {
        var inputs = Inputs(batch);
        var started = _now();
        RunChain(inputs).Dispose();
        return Since(started);
    }

    private double Since(TimeSpan started) => Math.Max(1, (_now() - started).Ticks * (double)TimeSpan.NanosecondsPerTick);

    private double Difference(int batch)
    {
        using var whole = RunWhole(Inputs(batch));
        using var chain = RunChain(Inputs(batch));
        return _whole.OutputNames.Zip(whole).Max(o => OutputDifference.Of(o.Second, chain.Output(o.First)));
    }

    private IDisposableReadOnlyCollection<OrtValue> RunWhole(List<KeyValuePair<string, OrtValue>> inputs)
    {
        var outputs = _whole.Run(_options, [.. inputs.Select(i => i.Key)], [.. inputs.Select(i => i.Value)], _whole.OutputNames);
        foreach (var input in inputs)
            input.Value.Dispose();
        return outputs;
    }

    private ChainRun RunChain(List<KeyValuePair<string, OrtValue>> inputs)
    {
        var run = _chain.Begin(inputs, _whole.OutputNames);
        while (!run.IsDone)
            run.Step(_options);
        return run;
    }

    private List<KeyValuePair<string, OrtValue>> Inputs(int batch) => [.. _inputs.Select(i => KeyValuePair.Create(i.Name, NoiseTensors.Create(i.Type, i.At(batch))))];
}
