using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Benchmarks.Estimator;

/// <summary>Estimates against published GPU tables: the analytic one as it is; the learned one for each model from the others, and for each device from the others.</summary>
internal static class GpuErrors
{
    public static void Write(TextWriter output, string folder)
    {
        var rows = PublishedTables.Read(folder);
        foreach (var stack in rows.GroupBy(r => r.Stack).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var all = stack.ToList();
            output.WriteLine($"{stack.Key}: {all.Select(r => r.Model).Distinct().Count()} models on {string.Join(", ", all.Select(r => r.Device.Name).Distinct().Order(StringComparer.Ordinal))}");
            output.WriteLine($"  analytic                    {ErrorSummary.Of([.. all.Select(r => (Analytic(r), r.MeasuredNs))])}");
            output.WriteLine($"  learned, model held out     {ErrorSummary.Of(HeldOut(all, r => r.Model))}");
            output.WriteLine($"  learned, device held out    {ErrorSummary.Of(HeldOut(all, r => r.Device.Name))}");
            output.WriteLine($"  learned, on what it learnt  {ErrorSummary.Of(HeldOut(all, r => ""))}");
            output.WriteLine($"  table, every other size     {ErrorSummary.Of(Interpolated(all))}");
            foreach (var model in all.GroupBy(r => r.Model).OrderBy(g => g.Key, StringComparer.Ordinal))
                output.WriteLine($"    {model.Key,-20} analytic {ErrorSummary.Of([.. model.Select(r => (Analytic(r), r.MeasuredNs))])}");
            output.WriteLine($"  weights {string.Join(", ", Fit(all).Select(w => w.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)))}");
        }
    }

    private static double Analytic(TableRow row) => new AnalyticEstimator(KnownModels.Find(row.Model)!, row.Device, row.Precision).Estimate(row.Batch).DurationNs;

    private static double[] Fit(IReadOnlyList<TableRow> rows) => NonNegativeRidge.Fit([.. rows.Select(r => new RidgeSample(Features(r), r.MeasuredNs))]);

    private static double[] Features(TableRow row)
    {
        var graph = KnownModels.Find(row.Model)!;
        return RooflineFeatures.Of(row.Stack == "pytorch" ? graph : KernelFusion.Fuse(graph), row.Device, row.Precision, row.Batch);
    }

    private static List<(double EstimateNs, double MeasuredNs)> HeldOut(IReadOnlyList<TableRow> rows, Func<TableRow, string> group)
    {
        var pairs = new List<(double, double)>();
        foreach (var held in rows.GroupBy(group))
        {
            var rest = rows.Where(r => group(r) != held.Key).ToList();
            var weights = Fit(rest.Count == 0 ? rows : rest);
            pairs.AddRange(held.Select(r => (NonNegativeRidge.Dot(weights, Features(r)), r.MeasuredNs)));
        }

        return pairs;
    }

    /// <summary>Each curve from its first, third, … point; the others are what it is asked for.</summary>
    private static List<(double EstimateNs, double MeasuredNs)> Interpolated(IReadOnlyList<TableRow> rows)
    {
        var pairs = new List<(double, double)>();
        foreach (var curve in rows.GroupBy(r => (r.Model, r.Device.Name, r.Precision, r.Source)))
        {
            var points = curve.GroupBy(r => r.Batch).Select(g => (Batch: g.Key, Ns: g.Average(r => r.MeasuredNs))).OrderBy(p => p.Batch).ToList();
            var (kept, last) = (new List<Core.Profiles.LatencyPoint>(), 0L);
            foreach (var (batch, ns) in points.Where((_, i) => i % 2 == 0 || i == points.Count - 1))
            {
                last = Math.Max(last, (long)ns);
                kept.Add(new Core.Profiles.LatencyPoint(batch, last));
            }

            var table = new TableEstimator(kept, new ModelMemory(0, default));
            pairs.AddRange(points.Where(p => kept.All(k => k.Batch != p.Batch)).Select(p => ((double)table.Estimate(p.Batch).DurationNs, p.Ns)));
        }

        return pairs;
    }
}
