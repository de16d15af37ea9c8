using static System.FormattableString;

namespace Shepherd.Core.Planning;

/// <summary>Why a lane runs a model with batches of a size: what keeps it from a larger one.</summary>
internal static class BatchReason
{
    /// <summary>One clause with the figures that decided.</summary>
    /// <param name="problem">Whose estimator is asked.</param>
    /// <param name="model">Index of the model.</param>
    /// <param name="pool">Device type.</param>
    /// <param name="computePercent">Share of the lane.</param>
    /// <param name="batch">The size.</param>
    /// <param name="sloNs">The SLO that it was chosen for.</param>
    /// <param name="slowdown">How many times as long it is reckoned to run beside neighbours.</param>
    public static string Of(PlanningProblem problem, int model, int pool, double computePercent, int batch, long sloNs, double slowdown = 1)
    {
        var (planned, type) = (problem.Models[model], problem.Devices[pool].Type);
        var durationNs = problem.Estimator.DurationNs(model, pool, batch, computePercent) * slowdown;
        var chosen = Invariant($"'{planned.Name}' in batches of {batch}, {Ms(durationNs)}");
        var next = StreamCapacity.NextSize(batch, planned.MaxBatch);
        if (next > planned.MaxBatch)
            return Invariant($"{chosen}: the largest it may have, within an SLO of {Ms(sloNs)}");
        if (problem.Estimator.Estimate(model, pool, next) is not { } need || need.MemoryBytes > type.MemoryBytes)
            return Invariant($"{chosen}: {next} do not fit the memory of {type.Name}");
        var nextNs = problem.Estimator.DurationNs(model, pool, next, computePercent) * slowdown;
        return StreamCapacity.RpsInTime(next, nextNs, sloNs) <= 0
            ? Invariant($"{chosen}: {next} take {Ms(nextNs)}, and one batch to wait for and one's own would be past the SLO of {Ms(sloNs)}")
            : Invariant($"{chosen}: {next} take {Ms(nextNs)} and answer {(nextNs * batch >= durationNs * next ? "no more" : "more, but are not needed")}");
    }

    private static string Ms(double ns) => Invariant($"{ns / 1e6:0.###} ms");
}
