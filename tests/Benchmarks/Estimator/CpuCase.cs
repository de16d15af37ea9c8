using Microsoft.ML.OnnxRuntime;
using Shepherd.Core.Profiles;
using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx.Calibration;
using Shepherd.Onnx.Costs;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Benchmarks.Estimator;

/// <summary>One model at one shape, measured on this CPU: whole batches, and every operator of them.</summary>
internal sealed class CpuCase
{
    private readonly OperatorGraph _graph;
    private readonly DeviceSpec _device;

    private CpuCase(string model, string shape, OperatorGraph graph, DeviceSpec device, IReadOnlyList<LatencyPoint> points, long arenaBytes, IReadOnlyList<RidgeSample> samples)
    {
        (Model, Shape, _graph, _device, Points, ArenaBytes) = (model, shape, graph, device, points, arenaBytes);
        Samples = [.. samples, .. points.Select(p => new RidgeSample(Features(p.Batch), p.DurationNs))];
    }

    public string Model { get; }

    public string Shape { get; }

    public IReadOnlyList<LatencyPoint> Points { get; }

    public long ArenaBytes { get; }

    /// <summary>To learn from: the operators of each type together, for each batch size, and the whole batches.</summary>
    public IReadOnlyList<RidgeSample> Samples { get; }

    public static CpuCase Measure(string model, string path, string shape, DeviceSpec device, IReadOnlyList<int> batches, int repeats)
    {
        var inputs = InputShapes.Settle(OnnxModel.Load(path).Graph, [GivenShape.Parse(shape)]);
        using var session = new ProfiledSession(path, inputs, GraphOptimizationLevel.ORT_ENABLE_ALL, threads: 1);
        foreach (var batch in batches)
        {
            for (var i = 0; i < repeats; i++)
                session.Run(batch);
        }

        var runs = session.Finish();
        var graph = new OperatorGraphBuilder(model, session.Graph, inputs, [(batches[0], runs[0]), (batches[1], runs[repeats])]).Build();
        var samples = batches.SelectMany((batch, i) => OperatorSamples(graph, device, batch, [.. runs.Skip((i * repeats) + 1).Take(repeats - 1)])).ToList();
        return new CpuCase(model, shape[(shape.IndexOf('=', StringComparison.Ordinal) + 1)..], graph, device, ModelTimer.Measure(path, inputs, batches, repeats, 1, () => Environment.CpuUsage.TotalTime), runs[^1].PeakBytes, samples);
    }

    public double Analytic(int batch) => new AnalyticEstimator(_graph, _device).Estimate(batch).DurationNs;

    public double EstimatedBytes(int batch) => _graph.PeakActivationBytes(batch);

    public double[] Features(int batch) => RooflineFeatures.Of(_graph, _device, Precision.Fp32, batch);

    /// <summary>The odd batch sizes from a table of the others.</summary>
    public IEnumerable<(double EstimateNs, double MeasuredNs)> Interpolated()
    {
        var table = new TableEstimator([.. Points.Where((_, i) => i % 2 == 0)], new ModelMemory(0, default));
        return Points.Where((_, i) => i % 2 == 1).Select(p => ((double)table.Estimate(p.Batch).DurationNs, (double)p.DurationNs));
    }

    private static IEnumerable<RidgeSample> OperatorSamples(OperatorGraph graph, DeviceSpec device, int batch, IReadOnlyList<ObservedRun> runs)
    {
        // The least of the runs: what else the machine does only adds.
        var leastUs = runs.SelectMany(r => r.Operators).GroupBy(o => o.Node).ToDictionary(g => g.Key, g => g.Min(o => o.DurationUs), StringComparer.Ordinal);
        foreach (var type in graph.Operators.Where(o => leastUs.ContainsKey(o.Name) && o.Kind != OperatorKind.View).GroupBy(o => (o.OpType, o.Kind)))
        {
            var features = new double[RooflineFeatures.Count];
            foreach (var o in type)
            {
                var own = RooflineFeatures.OfOperator(o, device, Precision.Fp32, 1, batch);
                for (var i = 0; i < features.Length; i++)
                    features[i] += own[i];
            }

            var totalNs = type.Sum(o => leastUs[o.Name]) * 1e3;
            // Below it whole microseconds are no measurement.
            if (totalNs >= 50_000)
                yield return new RidgeSample(features, totalNs);
        }
    }
}
