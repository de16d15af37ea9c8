using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Engine;

/// <summary>Whose turn it is among the times that models were measured to vary by.</summary>
/// <param name="models">How many models there are.</param>
internal sealed class VariedTimes(int models)
{
    /// <summary>Any run will do: what the scheduler keeps of stops are shares of it.</summary>
    private const long ReferenceRunNs = 1_000_000_000;

    private readonly int[] _runs = new int[models];
    private readonly int[] _stops = new int[models];

    /// <summary>What a scheduler believes of a model's stops; null where none were measured.</summary>
    public static MeasuredStops? BelievedStops(SimulatedModel model, int exitPoints)
    {
        if (model.StopShares.Count == 0)
            return null;
        var stops = new MeasuredStops(exitPoints);
        foreach (var share in model.StopShares)
            stops.Observe(ReferenceRunNs, Scale(ReferenceRunNs, share));
        return stops;
    }

    /// <summary>How long the next batch of a model runs that takes so long on average.</summary>
    public long NextRunNs(IReadOnlyList<SimulatedModel> all, int model, long meanNs) =>
        all[model].Variation is { Count: > 0 } factors ? Math.Max(1, Scale(meanNs, factors[_runs[model]++ % factors.Count])) : meanNs;

    /// <summary>How long the next stop of a model takes past its exit point; null where none were measured.</summary>
    public long? NextStopNs(IReadOnlyList<SimulatedModel> all, int model, long runNs) =>
        all[model].StopShares is { Count: > 0 } shares ? Scale(runNs, shares[_stops[model]++ % shares.Count]) : null;

    private static long Scale(long ns, double factor) => (long)Math.Min(LatencyLimits.MaxNs, ns * factor);
}
