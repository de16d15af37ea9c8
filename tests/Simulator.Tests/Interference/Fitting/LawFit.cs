using Shepherd.Simulator.Interference;

namespace Shepherd.Simulator.Tests.Interference.Fitting;

/// <summary>Fits the law as iGniter's own program does, but with relative errors and no negative k: deterministic, a grid over k4 and least squares for the rest.</summary>
internal static class LawFit
{
    private const double K4Step = 0.05;

    private const double K4Max = 20;

    public static LawDevice Device(LawMeasurements data)
    {
        // Past the cap the measured power stays there: what it would be grows by the mean step of the models before.
        var capped = Array.FindIndex(data.FrequencyMhz, f => f < data.FrequencyMaxMhz);
        var stepW = (data.PowerW[capped - 1] - data.PowerW[0]) / (capped - 1);
        var over = Enumerable.Range(capped, data.PowerW.Length - capped).Select(i => (X: data.PowerW[capped - 1] + ((i - capped + 1) * stepW) - data.PowerCapW, Y: data.FrequencyMhz[i] - data.FrequencyMaxMhz)).ToList();
        var slope = over.Sum(p => p.X * p.Y) / over.Sum(p => p.X * p.X);
        var delays = data.DelayMs.Select((ms, i) => ms * data.FrequencyMhz[i] / data.FrequencyMaxMhz).ToArray();
        var line = LeastSquares.Solve([.. Enumerable.Range(2, delays.Length - 1).Select(n => new[] { n, 1.0 })], [.. delays.Skip(1).Select(d => d - delays[0])]);
        return new LawDevice("V100-16", data.IdlePowerW, data.PowerCapW, -slope * data.PowerCapW / data.FrequencyMaxMhz, delays[0], line[0], line[1]);
    }

    /// <summary>Active times alone at full frequency.</summary>
    public static IReadOnlyList<(int Batch, double Share, double Ms)> Active(LawMeasurements data, MeasuredModel model) =>
        [.. from i in Enumerable.Range(0, data.Batches.Length)
            from j in Enumerable.Range(0, data.Shares.Length)
            select (data.Batches[i], data.Shares[j], (model.LatencyMs[i][j] * model.FrequencyMhz[i][j] / data.FrequencyMaxMhz) - (model.Kernels * data.DelayMs[0]))];

    public static LawModel Model(LawMeasurements data, MeasuredModel model)
    {
        var curve = Curve(Active(data, model));
        // As iGniter's program does: L2 against measured throughput at three points, power where the cap does not bite.
        var rates = data.Batches.Select((b, i) => data.Shares.Select((_, j) => b / (model.LatencyMs[i][j] - (model.Kernels * data.DelayMs[0]))).ToArray()).ToArray();
        var l2 = LeastSquares.Solve([.. Enumerable.Range(0, 3).Select(i => new[] { rates[i][i], 1 })], model.L2);
        var free = (from i in Enumerable.Range(0, 3) from j in Enumerable.Range(0, 3) where model.FrequencyMhz[i][j] > data.FrequencyMaxMhz - 1 select (i, j)).ToList();
        var power = LeastSquares.Solve([.. free.Select(p => new[] { rates[p.i][p.j], 1 })], [.. free.Select(p => model.PowerW[p.i][p.j] - data.IdlePowerW)]);
        var kappa = ((model.ActiveBesideMs * model.FrequencyBesideMhz / data.FrequencyMaxMhz / model.ActiveAloneMs) - 1) / model.NeighbourL2;
        return new LawModel(model.Name, model.Kernels, curve, l2[1], l2[0], power[1], power[0], kappa);
    }

    public static LawCurve Curve(IReadOnlyList<(int Batch, double Share, double Ms)> points, double k4Step = K4Step, double k4Max = K4Max)
    {
        var (best, bestError) = (default(LawCurve), double.MaxValue);
        for (var step = 0; step * k4Step <= k4Max; step++)
        {
            var k4 = step * k4Step;
            var rows = points.Select(p => new[] { p.Batch * p.Batch / (p.Share + k4) / p.Ms, p.Batch / (p.Share + k4) / p.Ms, 1 / (p.Share + k4) / p.Ms, 1 / p.Ms }).ToArray();
            var (k, error) = LeastSquares.SolveNotNegative(rows, [.. points.Select(_ => 1.0)]);
            if (error < bestError)
                (best, bestError) = (new LawCurve(k[0], k[1], k[2], k4, k[3]), error);
        }

        return best;
    }
}
