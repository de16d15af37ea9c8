using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Intake;

/// <summary>When a request's answer stops being worth anything.</summary>
internal static class Deadline
{
    private const long NsPerMs = 1_000_000;

    /// <summary>The absolute header wins, then the relative one from the record's timestamp, then the model's SLO from there.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="timestampMs">The record's timestamp; null: it counts from now.</param>
    /// <param name="sloMs">The model's SLO.</param>
    /// <param name="nowNs">Now.</param>
    /// <param name="deadlineNs">Unix nanoseconds.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Find(RequestHeaders headers, long? timestampMs, int sloMs, long nowNs, out long deadlineNs)
    {
        deadlineNs = 0;
        var horizon = RequestHeaders.DeadlineHorizon;
        if (headers.Expiry is { } expiry)
        {
            var ahead = expiry - DateTimeOffset.UnixEpoch - TimeSpan.FromTicks(nowNs / 100);
            if (ahead > horizon)
                return $"the deadline is {ahead.TotalHours:0} hours away; at most {horizon.TotalHours:0} are allowed: check the clock and the unit";
            // Anything before 1970 is as late as 1970, and fits nanoseconds.
            deadlineNs = expiry <= DateTimeOffset.UnixEpoch ? 0 : WorkerClock.ToUnixNs(expiry);
            return null;
        }

        // A record from the future is a wrong clock: it may not stretch the deadline.
        var startNs = Math.Min(nowNs, timestampMs is > 0 and < long.MaxValue / NsPerMs ? timestampMs.Value * NsPerMs : nowNs);
        deadlineNs = startNs + ((headers.TimeoutMs ?? sloMs) * NsPerMs);
        return null;
    }
}
