using System.Globalization;
using Xunit.Abstractions;

namespace Shepherd.Simulator.Tests.Interference.Fitting;

public class PartitionFitTests(ITestOutputHelper output)
{
    private const double Slices = 7;

    /// <summary>ParvaGPU's hardware partitions of an A100, one process in each: the law's curve fitted on 1, 3 and 7 slices against what was measured on 2 and 4.</summary>
    [SkippableFact]
    public void ActiveMs_PartitionsOfAnA100HeldOut_AreATenthOffInTheMean()
    {
        var rows = File.ReadLines(Repository.Data("profiles/parvagpu_a100_mig.csv")).Skip(1).Select(l => l.Split(','))
            .Where(c => c[3] == "1" && Number(c[4]) > 0)
            .Select(c => (Model: c[0], Slices: Number(c[1]), Batch: int.Parse(c[2], CultureInfo.InvariantCulture), Ms: Number(c[2]) / Number(c[4]) * 1e3)).ToList();
        var errors = new List<double>();
        foreach (var model in rows.GroupBy(r => r.Model, StringComparer.Ordinal))
        {
            var points = model.Where(r => r.Slices is 1 or 3 or Slices).Select(r => (r.Batch, 100 * r.Slices / Slices, r.Ms)).ToList();
            var curve = LawFit.Curve(points, k4Step: 0.5, k4Max: 50);
            var of = model.Where(r => r.Slices is 2 or 4).Select(r => (curve.ActiveMs(r.Batch, 100 * r.Slices / Slices) / r.Ms) - 1).ToList();
            errors.AddRange(of);
            var constant = curve.K5 / (curve.K2 / (100 + curve.K4));
            output.WriteLine(FormattableString.Invariant($"{model.Key}: {of.Count} points, mean {of.Average(Math.Abs):0.000}; what no share makes shorter is {constant:0.0} times a request's time on the whole device"));
        }

        output.WriteLine(FormattableString.Invariant($"held out: {errors.Count} points, mean {errors.Average(Math.Abs):0.000}, max {errors.Max(Math.Abs):0.000}, bias {errors.Average():0.000}"));
        Assert.Equal(167, errors.Count);
        Assert.InRange(errors.Average(Math.Abs), 0, 0.11);
        Assert.InRange(errors.Average(), -0.06, 0.06);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
