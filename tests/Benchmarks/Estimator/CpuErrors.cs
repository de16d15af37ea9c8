using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx.Calibration;

namespace Shepherd.Benchmarks.Estimator;

/// <summary>Estimates against this CPU, measured in the same run: the models that eng/models.sh fetches, at some shapes and batch sizes. The learned one knows only the other models.</summary>
internal static class CpuErrors
{
    private const int Repeats = 5;

    private static readonly int[] Batches = [1, 2, 4, 8, 16];

    private static readonly (string Model, string Shape)[] Cases =
    [
        ("ppocr-detection", "x=1x3x160x160"), ("ppocr-detection", "x=1x3x320x320"),
        ("ppocr-recognition", "x=1x3x48x160"), ("ppocr-recognition", "x=1x3x48x320"),
        ("ppocr-angle", "x=1x3x48x192"),
    ];

    public static void Write(TextWriter output, string root)
    {
        var device = CpuCalibration.Measure(threads: 1);
        output.WriteLine(FormattableString.Invariant($"cpu, 1 thread: {device.Fp32Flops / 1e9:0.0} GFLOP/s, {device.BandwidthBps / 1e9:0.0} GB/s, {device.LaunchNs / 1e3:0.00} us a kernel"));
        var measured = new List<CpuCase>();
        foreach (var (model, shape) in Cases)
        {
            var path = Path.Combine(root, "models", model, "1", "model.onnx");
            if (File.Exists(path))
                measured.Add(CpuCase.Measure(model, path, shape, device, Batches, Repeats));
            else
                output.WriteLine($"{path}: not there; run eng/models.sh");
        }

        if (measured.Count == 0)
            return;
        Summarise(output, "analytic", measured, c => c.Points.Select(p => (c.Analytic(p.Batch), (double)p.DurationNs)));
        Summarise(output, "learned, model held out", measured, c => Learned(c, measured.Where(o => o.Model != c.Model)));
        Summarise(output, "learned, on what it learnt", measured, c => Learned(c, measured));
        Summarise(output, "table from batches 1, 4, 16", measured, c => c.Interpolated());
        output.WriteLine($"  weights {string.Join(", ", NonNegativeRidge.Fit([.. measured.SelectMany(c => c.Samples)]).Select(w => w.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)))}");
        foreach (var c in measured)
            output.WriteLine(FormattableString.Invariant($"  {c.Model} {c.Shape}: activations at batch {Batches[^1]}: estimated {c.EstimatedBytes(Batches[^1]) / 1e6:0.0} MB, ONNX Runtime's arena {c.ArenaBytes / 1e6:0.0} MB"));
    }

    private static void Summarise(TextWriter output, string name, IReadOnlyList<CpuCase> cases, Func<CpuCase, IEnumerable<(double EstimateNs, double MeasuredNs)>> pairs)
    {
        output.WriteLine($"  {name,-28}{ErrorSummary.Of([.. cases.SelectMany(pairs)])}");
        foreach (var c in cases.Where(c => pairs(c).Count() == c.Points.Count))
            output.WriteLine($"    {c.Model,-18} {c.Shape,-16} {string.Join("  ", c.Points.Zip(pairs(c)).Select(z => FormattableString.Invariant($"b{z.First.Batch} {z.First.DurationNs / 1e6:0.0} ms x{z.Second.EstimateNs / z.Second.MeasuredNs:0.00}")))}");
    }

    private static IEnumerable<(double EstimateNs, double MeasuredNs)> Learned(CpuCase tested, IEnumerable<CpuCase> from)
    {
        var weights = NonNegativeRidge.Fit([.. from.SelectMany(c => c.Samples)]);
        return tested.Points.Select(p => (NonNegativeRidge.Dot(weights, tested.Features(p.Batch)), (double)p.DurationNs));
    }
}
