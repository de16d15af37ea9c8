namespace Shepherd.Core.Policies;

/// <summary>Where a batch can stop: between its segments, which are equal parts of its whole run time. One formula for what a policy expects and what a simulated device does.</summary>
public static class ExitPoint
{
    /// <summary>The first instant from now at which a batch can stop. Its end counts as one; past it, as of a batch that runs longer than was expected, it is now.</summary>
    /// <param name="nowNs">Now.</param>
    /// <param name="startedNs">When it was started or resumed; later than now while it is being resumed.</param>
    /// <param name="totalNs">Run time from its first start to its end, without pauses.</param>
    /// <param name="remainingNs">What was left of that when it was started or resumed; at most the total.</param>
    /// <param name="exitPoints">Segments; 0 where it can stop anywhere.</param>
    public static long NextNs(long nowNs, long startedNs, long totalNs, long remainingNs, int exitPoints)
    {
        if (exitPoints == 0)
            return Math.Max(nowNs, startedNs);
        var doneNs = totalNs - remainingNs + Math.Max(0, nowNs - startedNs);
        var segment = Math.Min(exitPoints, 1 + (long)((Int128)doneNs * exitPoints / Math.Max(1, totalNs)));
        return Math.Max(nowNs, startedNs + remainingNs - totalNs + (long)((Int128)totalNs * segment / exitPoints));
    }
}
