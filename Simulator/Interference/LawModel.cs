namespace Shepherd.Simulator.Interference;

/// <summary>What iGniter's law (Xu et al., TPDS 2023) knows of a model on one device type. Times in milliseconds, shares and L2 use in percent, power in watts.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Kernels">Kernels of one batch: each waits for the device's scheduler.</param>
/// <param name="Curve">Active time alone.</param>
/// <param name="L2Base">L2 use at no throughput, percent.</param>
/// <param name="L2PerRate">L2 use for each request per millisecond of active time.</param>
/// <param name="PowerBaseW">Power above the idle device's at no throughput.</param>
/// <param name="PowerPerRateW">Power for each request per millisecond of active time.</param>
/// <param name="Sensitivity">κ: by what share each percent of L2 that the others use makes the active time longer.</param>
public sealed record LawModel(string Name, int Kernels, LawCurve Curve, double L2Base, double L2PerRate, double PowerBaseW, double PowerPerRateW, double Sensitivity)
{
    /// <summary>Requests per millisecond of active time.</summary>
    public double Rate(int batch, double percent) => batch / Curve.ActiveMs(batch, percent);

    /// <summary>L2 use while it runs, percent.</summary>
    public double L2(int batch, double percent) => L2Base + (L2PerRate * Rate(batch, percent));

    /// <summary>Power while it runs, above the idle device's.</summary>
    public double PowerW(int batch, double percent) => PowerBaseW + (PowerPerRateW * Rate(batch, percent));
}

/// <summary>Active time alone: <c>(k1 b² + k2 b + k3) ÷ (r + k4) + k5</c>, with r the share of the device's compute in percent.</summary>
/// <param name="K1">Not negative.</param>
/// <param name="K2">Not negative.</param>
/// <param name="K3">Not negative.</param>
/// <param name="K4">Percent; not negative.</param>
/// <param name="K5">Milliseconds that no share makes shorter; not negative.</param>
public readonly record struct LawCurve(double K1, double K2, double K3, double K4, double K5)
{
    /// <summary>Active time of a batch on a share, milliseconds. Longer for larger batches, shorter on larger shares.</summary>
    public double ActiveMs(int batch, double percent) => (Scaling(batch) / (percent + K4)) + K5;

    /// <summary>
    /// The share past which one more percent (relative) makes the batch less than <paramref name="worth"/> percent shorter: where −d ln a ÷ d ln r falls below it. At most 100.
    /// </summary>
    /// <param name="batch">Requests in the batch, from 1.</param>
    /// <param name="worth">Above 0 and below 1.</param>
    public double Knee(int batch, double worth)
    {
        // A·r < worth·(A·(r + k4) + k5·(r + k4)²), a quadratic in r, whose larger root is the knee.
        var (a, q) = (Scaling(batch), worth * K5);
        if (q <= 0)
            return 100;
        var half = ((worth * a) + (2 * q * K4) - a) / 2;
        var root = (half * half) - (q * ((worth * a * K4) + (q * K4 * K4)));
        return root < 0 ? 1 : Math.Clamp(Math.Ceiling((-half + Math.Sqrt(root)) / q), 1, 100);
    }

    /// <summary>The curve where what scales with the share takes so many times as long, and what does not so many.</summary>
    public LawCurve Scale(double scaling, double constant) => new(K1 * scaling, K2 * scaling, K3 * scaling, K4, K5 * constant);

    private double Scaling(int batch) => (K1 * batch * batch) + (K2 * batch) + K3;
}
