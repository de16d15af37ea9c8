using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Interference;

/// <summary>
/// What the law needs of a model beside its solo durations, on whatever device. Use of L2 and power are lines over utilisation: throughput as a share of that of the largest batch on the whole device.
/// </summary>
/// <param name="KernelMs">Mean length of a kernel in a batch of one on the whole device: how many kernels a batch has, and so how long the scheduler keeps it waiting.</param>
/// <param name="Sensitivity">κ, as of <see cref="LawModel"/>.</param>
/// <param name="L2Base">L2 use at no utilisation, percent.</param>
/// <param name="L2Full">L2 use that full utilisation adds, percent.</param>
/// <param name="PowerBase">Power above the idle device's at no utilisation, as a share of the device's limit.</param>
/// <param name="PowerFull">Power that full utilisation adds, as a share of the limit.</param>
/// <param name="BandwidthPercent">
/// Memory bandwidth that it uses alone on the whole device. Not of iGniter's law, in which the part of a batch that no share makes shorter costs neighbours nothing: several models bound by memory could
/// each run at full speed on a part of one device. Where those that run at once ask for more than there is, all active times grow by the same factor. 0 for none.
/// </param>
public sealed record InterferenceTraits(double KernelMs, double Sensitivity, double L2Base, double L2Full, double PowerBase, double PowerFull, double BandwidthPercent)
{
    /// <summary>Of CNNs and small transformers in half precision: from a sixth, for those bound by arithmetic, to half. Assumed; no table of it is to be had.</summary>
    private const double BandwidthMin = 15;

    private const double BandwidthMax = 50;

    /// <summary>Odd, so that neighbouring seeds and models share no numbers.</summary>
    private const ulong SeedStride = 0x9FB21C651E98DF25;

    /// <summary>The traits of a model that was measured.</summary>
    public static InterferenceTraits Of(LawModel model)
    {
        var full = model.Rate(LawTable.MaxBatch, 100);
        var cap = LawTable.V100.PowerCapW;
        var kernelMs = model.Curve.ActiveMs(1, 100) / model.Kernels;
        return new InterferenceTraits(kernelMs, model.Sensitivity, Math.Max(0, model.L2Base), model.L2PerRate * full, model.PowerBaseW / cap, model.PowerPerRateW * full / cap, 0);
    }

    /// <summary>Traits for a model without measurements: each drawn uniformly between the smallest and the largest of the measured models'.</summary>
    /// <param name="seed">Of all draws of a run.</param>
    /// <param name="model">Index of the model.</param>
    public static InterferenceTraits Draw(ulong seed, int model)
    {
        var random = new SeededRandom(seed + ((ulong)model * SeedStride));
        var known = LawTable.Models.Select(Of).ToList();
        return new InterferenceTraits(
            Between(t => t.KernelMs),
            Between(t => t.Sensitivity),
            Between(t => t.L2Base),
            Between(t => t.L2Full),
            Between(t => t.PowerBase),
            Between(t => t.PowerFull),
            BandwidthMin + (random.NextUnit() * (BandwidthMax - BandwidthMin)));

        double Between(Func<InterferenceTraits, double> of)
        {
            var least = known.Min(of);
            return least + (random.NextUnit() * (known.Max(of) - least));
        }
    }
}
