using System.Diagnostics;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Peers.Wire;

namespace Shepherd.GpuWorker.Peers.Leading;

/// <summary>One stretch of a batch on a peer's lane, as its lead sees it.</summary>
/// <param name="Number">Of this stretch.</param>
/// <param name="First">Of the batch's first one, by which the peer knows the batch.</param>
/// <param name="Batch">Its requests.</param>
/// <param name="WorkedNs">How long the stretches before it took.</param>
internal sealed record RemoteStretch(long Number, long First, WorkItem[] Batch, long WorkedNs)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Answers that came, and wait for the end of the run: until then the batch may yet have to run again as a whole.</summary>
    public List<AnswersFrame> Answers { get; } = [];

    public int Answered { get; set; }

    /// <summary>From the decision to its end here, the way there and back included, all stretches together.</summary>
    public long ElapsedNs => WorkedNs + (Stopwatch.GetElapsedTime(_started).Ticks * TimeSpan.NanosecondsPerTick);
}
