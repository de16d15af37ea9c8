namespace Shepherd.Simulator.Interference;

/// <summary>
/// iGniter's law of what models on one device cost each other (Xu et al., TPDS 2023): <c>latency = (kernels·delay(n) + a·(1 + κ·Σ L2 of the others)) ÷ (f ÷ f_max)</c>. It is independent of USHER's sums,
/// so that plans can be judged by it.
/// </summary>
public static class InterferenceLaw
{
    /// <summary>How long a batch runs, milliseconds.</summary>
    /// <param name="device">Where.</param>
    /// <param name="model">Which.</param>
    /// <param name="batch">Requests in the batch, from 1.</param>
    /// <param name="percent">Its share of the compute.</param>
    /// <param name="others">What runs beside it all the time.</param>
    public static double LatencyMs(LawDevice device, LawModel model, int batch, double percent, IReadOnlyList<(LawModel Model, int Batch, double Percent)> others)
    {
        var l2 = others.Sum(o => o.Model.L2(o.Batch, o.Percent));
        var powerW = device.IdlePowerW + model.PowerW(batch, percent) + others.Sum(o => o.Model.PowerW(o.Batch, o.Percent));
        return LatencyMs(device, model.Kernels, model.Curve.ActiveMs(batch, percent), model.Sensitivity * l2, 1 + others.Count, powerW);
    }

    /// <summary>The law itself.</summary>
    /// <param name="device">Where.</param>
    /// <param name="kernels">Kernels of a batch.</param>
    /// <param name="activeMs">Active time alone, at full frequency.</param>
    /// <param name="longer">By what share contention makes the active time longer: κ times the others' L2 use.</param>
    /// <param name="models">How many models run at once, this one included.</param>
    /// <param name="powerW">What all of them and the idle device would take at full frequency.</param>
    public static double LatencyMs(LawDevice device, double kernels, double activeMs, double longer, double models, double powerW) =>
        ((kernels * (device.DelayAloneMs + device.AddedDelayMs(models))) + (activeMs * (1 + longer))) / device.Frequency(powerW);
}
