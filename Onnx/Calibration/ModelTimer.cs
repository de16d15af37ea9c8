using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Shepherd.Core.Profiles;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Calibration;

/// <summary>Measures how long a model's batches run on this CPU, as the worker runs them.</summary>
public static class ModelTimer
{
    /// <summary>A table of times, medians of some runs after one to warm up.</summary>
    /// <param name="path">The model.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="batches">Ascending batch sizes.</param>
    /// <param name="repeats">Runs of each.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <param name="now">Clock; null for the wall's. One that counts this process' work alone measures one thread beside others that are busy.</param>
    public static IReadOnlyList<LatencyPoint> Measure(string path, IReadOnlyList<InputShape> inputs, IReadOnlyList<int> batches, int repeats, int threads, Func<TimeSpan>? now = null)
    {
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            InterOpNumThreads = 1,
            IntraOpNumThreads = threads,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        using var session = new InferenceSession(path, options);
        var (points, lastNs) = (new List<LatencyPoint>(), 0L);
        foreach (var batch in batches)
        {
            // A larger batch that measured quicker took as long: noise, and tables may not fall.
            lastNs = Math.Max(lastNs, MedianNs(session, inputs, batch, repeats, now ?? (() => Stopwatch.GetElapsedTime(0))));
            points.Add(new LatencyPoint(batch, lastNs));
        }

        return points;
    }

    private static long MedianNs(InferenceSession session, IReadOnlyList<InputShape> inputs, int batch, int repeats, Func<TimeSpan> now)
    {
        var values = inputs.Select(i => BlankTensors.Create(i.Type, i.At(batch))).ToList();
        try
        {
            using var options = new RunOptions();
            var names = inputs.Select(i => i.Name).ToList();
            var times = new List<long>();
            for (var i = 0; i <= repeats; i++)
            {
                var started = now();
                session.Run(options, names, values, session.OutputNames).Dispose();
                if (i > 0)
                    times.Add((now() - started).Ticks * TimeSpan.NanosecondsPerTick);
            }

            times.Sort();
            return times[times.Count / 2];
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }
}
