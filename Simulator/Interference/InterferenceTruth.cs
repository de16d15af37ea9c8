using Shepherd.Core.Planning;

namespace Shepherd.Simulator.Interference;

/// <summary>
/// What really happens on a device that several lanes share: durations alone are the estimator's, which planners know, and <see cref="InterferenceLaw"/> says how much longer they get, which planners do
/// not know.
/// </summary>
public sealed class InterferenceTruth
{
    private readonly PlanningProblem _problem;
    private readonly IReadOnlyList<InterferenceTraits> _traits;
    private readonly LawDevice[] _devices;
    private readonly double _strength;

    /// <summary>The truth for a problem.</summary>
    /// <param name="problem">Whose estimator says what runs how long alone.</param>
    /// <param name="traits">One per model; null to draw them.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="strength">Factor on what the law adds to a duration: 1 as measured, 0 for lanes that are apart, more to see what conclusions hang on.</param>
    public InterferenceTruth(PlanningProblem problem, IReadOnlyList<InterferenceTraits>? traits = null, ulong seed = 1, double strength = 1)
    {
        if (!(strength >= 0) || !double.IsFinite(strength))
            throw new ArgumentOutOfRangeException(nameof(strength), strength, "the strength of interference must be a number, 0 or more");
        if (traits is not null && traits.Count != problem.Models.Count)
            throw new ArgumentException($"there are traits of {traits.Count} models, and {problem.Models.Count} models", nameof(traits));
        (_problem, _strength) = (problem, strength);
        _traits = traits ?? [.. problem.Models.Select((_, i) => InterferenceTraits.Draw(seed, i))];
        _devices = [.. problem.Devices.Select(p => DeviceLaws.Of(p.Type.Name))];
    }

    /// <summary>Duration beside neighbours ÷ duration alone; at least 1, and more for more or busier neighbours.</summary>
    /// <param name="pool">Device type.</param>
    /// <param name="model">Index of the model.</param>
    /// <param name="batch">Requests in the batch, from 1.</param>
    /// <param name="percent">The lane's share of the compute.</param>
    /// <param name="neighbours">The other lanes of the device.</param>
    public double Slowdown(int pool, int model, int batch, double percent, IReadOnlyList<LaneLoad> neighbours)
    {
        if (_strength == 0 || neighbours.Count == 0)
            return 1;
        var (device, traits) = (_devices[pool], _traits[model]);
        var soloMs = SoloMs(pool, model, batch, percent);
        var kernels = SoloMs(pool, model, 1, 100) / traits.KernelMs;
        var activeMs = Math.Max(soloMs / 2, soloMs - (kernels * device.DelayAloneMs));
        var load = Load(pool, model, batch, percent, 1);
        return 1 + (_strength * (LaneSlowdown.Of(device, new BatchRun(kernels, activeMs, traits.Sensitivity, load.PowerW, load.BandwidthPercent), neighbours) - 1));
    }

    /// <summary>What a batch does to the lane's neighbours while it runs.</summary>
    /// <param name="pool">Device type.</param>
    /// <param name="model">Index of the model.</param>
    /// <param name="batch">Requests in the batch, from 1.</param>
    /// <param name="percent">The lane's share of the compute.</param>
    /// <param name="busy">Share of the time that it runs.</param>
    public LaneLoad Load(int pool, int model, int batch, double percent, double busy)
    {
        var (traits, capW, max) = (_traits[model], _devices[pool].PowerCapW, _problem.Models[model].MaxBatch);
        var soloMs = SoloMs(pool, model, batch, percent);
        var utilisation = batch / soloMs / (max / SoloMs(pool, model, max, 100));
        var progress = SoloMs(pool, model, batch, 100) / soloMs;
        return new LaneLoad(busy, traits.L2Base + (traits.L2Full * utilisation), (traits.PowerBase + (traits.PowerFull * utilisation)) * capW, Math.Min(100, traits.BandwidthPercent * progress));
    }

    private double SoloMs(int pool, int model, int batch, double percent) => _problem.Estimator.DurationNs(model, pool, batch, percent) / 1e6;
}
