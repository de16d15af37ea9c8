using Shepherd.Simulator.Interference;
using Xunit.Abstractions;

namespace Shepherd.Simulator.Tests.Interference.Fitting;

/// <summary>The carried table is what a fit to the measurements gives, and how far off the law is.</summary>
public class LawFitTests(ITestOutputHelper output)
{
    /// <summary>Rounded to six digits.</summary>
    private const double Rounding = 1e-4;

    /// <summary>
    /// Mean compute time, milliseconds, on 20, 40, 60 and 80 % at batch sizes that the fit did not see: icloud-ecnu/igniter, <c>i-Gniter/Profile/data/durtime_*</c>, commit 9901e6b3, from the tenth to the
    /// twentieth second of each run.
    /// </summary>
    private static readonly (string Model, int Batch, double[] Ms)[] HeldOut =
    [
        ("alexnet", 4, [3.2677, 1.8706, 1.3214, 1.0619]), ("alexnet", 8, [5.0788, 2.7406, 1.9158, 1.5182]), ("alexnet", 24, [12.1021, 6.2903, 4.2978, 3.3298]),
        ("resnet50", 4, [12.9367, 6.959, 5.7289, 4.1465]), ("resnet50", 8, [24.6255, 13.088, 9.7753, 7.1867]), ("resnet50", 24, [69.417, 35.9069, 24.8512, 19.2061]),
        ("vgg19", 4, [33.9337, 17.1572, 11.9967, 9.0722]), ("vgg19", 8, [65.0704, 32.8654, 22.7406, 17.3887]), ("vgg19", 24, [189.6026, 95.6669, 64.4899, 50.783]),
    ];

    [SkippableFact]
    public void Models_FittedAnew_AreTheTable()
    {
        var data = LawMeasurements.Read();
        Close(Figures(LawTable.V100), Figures(LawFit.Device(data)));
        foreach (var (model, measured) in LawTable.Models.Zip(data.Models))
            Close(Figures(model), Figures(LawFit.Model(data, measured)));
    }

    [SkippableFact]
    public void ActiveMs_SoloPointsOfTheFit_AreTwoPercentOffInTheMean()
    {
        var data = LawMeasurements.Read();
        var errors = LawTable.Models.Zip(data.Models, (m, d) => LawFit.Active(data, d).Select(p => (m.Curve.ActiveMs(p.Batch, p.Share) / p.Ms) - 1)).SelectMany(e => e).ToList();
        Report("solo, fitted", errors, meanMax: 0.02, max: 0.07);
    }

    [Fact]
    public void LatencyMs_SoloPointsHeldOut_AreThreePercentOffInTheMean()
    {
        var errors = new List<double>();
        foreach (var (name, batch, measured) in HeldOut)
        {
            var model = LawTable.Models.Single(m => m.Name == name);
            errors.AddRange(measured.Select((ms, i) => (InterferenceLaw.LatencyMs(LawTable.V100, model, batch, 20 * (i + 1), []) / ms) - 1));
        }

        Report("solo, held out", errors, meanMax: 0.03, max: 0.14);
    }

    /// <summary>κ comes from the other three models, so that no measurement beside a neighbour is used for the model that is judged by it; the frequency is the law's own.</summary>
    [SkippableFact]
    public void LatencyMs_BesideANeighbourHeldOut_IsAFewPercentOff()
    {
        var data = LawMeasurements.Read();
        var (device, errors, frequencies, without) = (LawTable.V100, new List<double>(), new List<double>(), new List<double>());
        foreach (var (model, measured) in LawTable.Models.Zip(data.Models))
        {
            var unseen = model with { Sensitivity = LawTable.Models.Where(m => m != model).Average(m => m.Sensitivity) };
            var slower = InterferenceLaw.LatencyMs(device, unseen, 16, 50, [(model, 16, 50)]) / InterferenceLaw.LatencyMs(device, unseen, 16, 50, []);
            var measuredSlower = measured.ActiveBesideMs / measured.ActiveAloneMs;
            errors.Add((slower / measuredSlower) - 1);
            without.Add((1 / measuredSlower) - 1);
            var frequency = device.Frequency(device.IdlePowerW + (2 * model.PowerW(16, 50)));
            frequencies.Add((frequency * data.FrequencyMaxMhz / measured.FrequencyBesideMhz) - 1);
            output.WriteLine(FormattableString.Invariant($"{model.Name}: {measuredSlower:0.000} measured, {slower:0.000} predicted, frequency {measured.FrequencyBesideMhz:0} MHz, predicted {frequency * data.FrequencyMaxMhz:0}"));
        }

        Report("beside a neighbour, held out", errors, meanMax: 0.03, max: 0.06);
        Report("frequency, held out", frequencies, meanMax: 0.03, max: 0.06);
        // A law that is no better than none would pass a wide bound alone.
        Assert.True(errors.Average(Math.Abs) < 0.6 * without.Average(Math.Abs), "no better than no interference at all");
    }

    private void Report(string what, List<double> errors, double meanMax, double max)
    {
        var sizes = errors.Select(Math.Abs).Order().ToList();
        output.WriteLine(FormattableString.Invariant($"{what}: {sizes.Count} points, mean {sizes.Average():0.0000}, median {sizes[sizes.Count / 2]:0.0000}, max {sizes[^1]:0.0000}, bias {errors.Average():0.0000}"));
        Assert.InRange(sizes.Average(), 0, meanMax);
        Assert.InRange(sizes[^1], 0, max);
    }

    private static void Close(double[] carried, double[] fitted) =>
        Assert.All(carried.Zip(fitted), pair => Assert.InRange(pair.First, pair.Second - (Rounding * Math.Abs(pair.Second)), pair.Second + (Rounding * Math.Abs(pair.Second))));

    private static double[] Figures(LawDevice d) => [d.IdlePowerW, d.PowerCapW, d.FrequencySlope, d.DelayAloneMs, d.DelayPerModelMs, d.DelayBaseMs];

    private static double[] Figures(LawModel m) =>
        [m.Kernels, m.Curve.K1, m.Curve.K2, m.Curve.K3, m.Curve.K4, m.Curve.K5, m.L2Base, m.L2PerRate, m.PowerBaseW, m.PowerPerRateW, m.Sensitivity];
}
