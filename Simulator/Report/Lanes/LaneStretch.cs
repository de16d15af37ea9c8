namespace Shepherd.Simulator.Report.Lanes;

/// <summary>A batch on a lane from its start, or from where it went on, to its end or stop.</summary>
/// <param name="Lane">Lane of the serving group, from 0.</param>
/// <param name="Place">The same as device and lane of it.</param>
/// <param name="Model">Index of its model in the scenario.</param>
/// <param name="Batch">Number of the batch: its stretches share it.</param>
/// <param name="Requests">Requests in the batch.</param>
/// <param name="InTime">Of these, answered by their deadline when it ended.</param>
/// <param name="StartNs">Start.</param>
/// <param name="EndNs">End.</param>
/// <param name="PredictedNs">How long the policy expected it to run.</param>
/// <param name="IsResumed">It had been suspended, and goes on.</param>
/// <param name="End">How it ended.</param>
public sealed record LaneStretch(int Lane, LanePlace Place, int Model, int Batch, int Requests, int InTime, long StartNs, long EndNs, long PredictedNs, bool IsResumed, StretchEnd End);

/// <summary>How a stretch ended.</summary>
public enum StretchEnd
{
    /// <summary>The batch was done.</summary>
    Finished,

    /// <summary>Stopped; its work is lost.</summary>
    Stopped,

    /// <summary>Stopped; it goes on later.</summary>
    Suspended,
}
