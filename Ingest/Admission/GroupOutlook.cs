namespace Shepherd.Ingest.Admission;

/// <summary>What waits for the workers of one model group, by their last word.</summary>
/// <param name="Devices">Devices that serve it.</param>
/// <param name="QueuedDeviceMs">Time of one device that the queued requests take, as far as it has not passed since it was said, milliseconds.</param>
/// <param name="RequestDeviceMs">Time of one device that one more takes, at an efficient batch size, milliseconds; 0: not known.</param>
internal sealed record GroupOutlook(int Devices, double QueuedDeviceMs, double RequestDeviceMs)
{
    /// <summary>The least time until what waits is done, milliseconds. No more than that is claimed: an urgent request may be served before others, but devices do no more than they can.</summary>
    /// <param name="sinceMs">Since this was put together, milliseconds.</param>
    /// <param name="ownInFlight">Requests for the group that this front has sent and not seen answered: newer than what workers said.</param>
    internal double WaitMs(double sinceMs, int ownInFlight) => Devices == 0
        ? 0
        : Math.Max(Math.Max(0, (QueuedDeviceMs / Devices) - sinceMs), ownInFlight * RequestDeviceMs / Devices);
}
