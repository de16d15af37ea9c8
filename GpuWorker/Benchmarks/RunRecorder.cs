using System.Text.Json;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;

namespace Shepherd.GpuWorker.Benchmarks;

/// <summary>Keeps what a worker's lanes did, and writes it to a file when the worker ends.</summary>
/// <param name="path">The file.</param>
/// <param name="clock">The worker's clock.</param>
internal sealed class RunRecorder(string path, WorkerClock clock) : IServingEvents, IDisposable
{
    private const long NsPerMs = 1_000_000;

    /// <summary>A record's timestamp is cut to whole milliseconds.</summary>
    private const long TimestampCutNs = NsPerMs / 2;

    /// <summary>Of each kind; a bench runs for minutes, and nobody should fill the memory with it.</summary>
    private const int EventsMax = 1_000_000;

    private readonly List<RecordedBatch> _batches = [];
    private readonly List<RecordedStop> _stops = [];
    private readonly List<RecordedRequest> _requests = [];

    /// <summary>Batches that were stopped: their time on the lane is not that of a whole one.</summary>
    private readonly HashSet<LaneBatch> _stopped = [];

    public void Stopped(LaneBatch batch, long nowNs)
    {
        _stopped.Add(batch);
        if (_stops.Count < EventsMax)
            _stops.Add(new RecordedStop(NameOf(batch), nowNs, batch.Stopping == PreemptionKind.Suspend, Math.Max(0, nowNs - batch.ExitNs), batch.TotalNs));
    }

    public void Finished(LaneBatch batch, FinishedBatch done, long nowNs)
    {
        var wasStopped = _stopped.Remove(batch);
        if (!wasStopped && done.IsMeasure && _batches.Count < EventsMax)
            _batches.Add(new RecordedBatch(NameOf(batch), nowNs, batch.Items.Length, nowNs - batch.DispatchedNs, done.DurationNs, batch.TotalNs));
        foreach (var item in batch.Items)
        {
            if (item.Record.TimestampMs is { } sentMs && _requests.Count < EventsMax)
                _requests.Add(new RecordedRequest(NameOf(batch), nowNs, item.ArrivalNs - (sentMs * NsPerMs) - TimestampCutNs, nowNs - (sentMs * NsPerMs) - TimestampCutNs));
        }
    }

    public void Abandoned(LaneBatch batch, long nowNs) => _stopped.Remove(batch);

    public void Dispose() => File.WriteAllText(path, JsonSerializer.Serialize(new Recording(_batches, _stops, _requests, clock.NowNs)));

    private static string NameOf(LaneBatch batch) => batch.Items[0].Record.Model;
}

/// <summary>What a worker's lanes did. Instants are Unix nanoseconds.</summary>
/// <param name="Batches">Batches that ran without a stop.</param>
/// <param name="Stops">Batches that were stopped.</param>
/// <param name="Requests">Requests that ran to their end.</param>
/// <param name="EndNs">When it was written.</param>
public sealed record Recording(IReadOnlyList<RecordedBatch> Batches, IReadOnlyList<RecordedStop> Stops, IReadOnlyList<RecordedRequest> Requests, long EndNs)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static Recording Read(string path) => JsonSerializer.Deserialize<Recording>(File.ReadAllText(path)) ?? throw new InvalidDataException($"{path} holds no recording");
}

/// <summary>A batch that ran.</summary>
/// <param name="Model">Its model.</param>
/// <param name="AtNs">When the driver heard that it ended.</param>
/// <param name="Size">Its requests.</param>
/// <param name="LaneNs">How long the lane had it, by the driver's clock: handing it over and the results of the batch before it included.</param>
/// <param name="RunNs">How long it ran, as the lane says.</param>
/// <param name="ExpectedNs">How long the policy expected it to run.</param>
public sealed record RecordedBatch(string Model, long AtNs, int Size, long LaneNs, long RunNs, long ExpectedNs);

/// <summary>A batch that was stopped.</summary>
/// <param name="Model">Its model.</param>
/// <param name="AtNs">When its lane was free.</param>
/// <param name="IsSuspended">It is to go on.</param>
/// <param name="DelayNs">From its exit point to then.</param>
/// <param name="TotalNs">How long it would have run.</param>
public sealed record RecordedStop(string Model, long AtNs, bool IsSuspended, long DelayNs, long TotalNs);

/// <summary>A request that ran.</summary>
/// <param name="Model">Its model.</param>
/// <param name="AtNs">When its batch ended.</param>
/// <param name="TransitNs">From its record's timestamp to the scheduler.</param>
/// <param name="ServedNs">From its record's timestamp to the end of its batch.</param>
public sealed record RecordedRequest(string Model, long AtNs, long TransitNs, long ServedNs);
