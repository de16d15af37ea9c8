using Shepherd.Core.Planning;

namespace Shepherd.Simulator.Interference;

/// <summary>
/// Answers from the law's solo curves: durations at every batch size and share, alone on the device, never beside neighbours. Creq is the share past which a percent more of it makes the batch less than
/// a quarter of a percent shorter.
/// </summary>
/// <param name="models">One per model of the problem.</param>
/// <param name="pools">Names of the device types, by pool; one that <see cref="DeviceSpeed"/> does not know runs nothing.</param>
public sealed class LawEstimator(IReadOnlyList<LawProfile> models, IReadOnlyList<string> pools) : IResourceEstimator
{
    /// <summary>How much a percent more of share must shorten a batch to be worth having, in percent.</summary>
    public const double KneeWorth = 0.25;

    private const double NsPerMs = 1e6;

    private readonly LawCurve?[][] _curves = [.. models.Select(m => pools.Select(p => OnDevice(m, p)).ToArray())];

    /// <inheritdoc/>
    public ResourceNeed? Estimate(int model, int pool, int batch)
    {
        if (_curves[model][pool] is not { } curve)
            return null;
        var profile = models[model];
        return new ResourceNeed(curve.Knee(batch, KneeWorth), profile.WeightBytes, profile.WorkBaseBytes + (batch * profile.WorkItemBytes), DurationNs(model, pool, batch, 100));
    }

    /// <inheritdoc/>
    public long DurationNs(int model, int pool, int batch, double computePercent) =>
        _curves[model][pool] is { } curve
            ? (long)Math.Ceiling(curve.ActiveMs(batch, computePercent) * NsPerMs)
            : throw new ArgumentException($"model {model} does not run on device type '{pools[pool]}'", nameof(model));

    private static LawCurve? OnDevice(LawProfile model, string type)
    {
        if (DeviceSpeed.Of(type, model.Family) is not { } speed)
            return null;
        var reference = DeviceSpeed.Of(model.Reference, model.Family) ?? throw new ArgumentException($"device type '{model.Reference}' is not known");
        var against = speed.Against(reference);
        return model.Curve.Scale(against.Scaling, against.Constant);
    }
}
