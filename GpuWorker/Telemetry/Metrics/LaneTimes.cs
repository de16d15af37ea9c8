using System.Diagnostics.Metrics;
using System.Globalization;
using Shepherd.GpuWorker.Driving;

namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>How long each lane ran batches: from giving one to the lane until it ended or stopped. Written in the driver's steps, read on any.</summary>
/// <param name="devices">Device of each of the worker's own lanes; those of peers have numbers past them.</param>
internal sealed class LaneTimes(params IReadOnlyList<string> devices) : IServingEvents
{
    private const string OfPeer = "peer";

    private readonly Dictionary<int, Lane> _lanes = [];
    private readonly Lock _lock = new();

    public void Dispatched(LaneBatch batch, long nowNs) => Start(batch, nowNs);

    public void Resumed(LaneBatch batch, long nowNs) => Start(batch, nowNs);

    public void Stopped(LaneBatch batch, long nowNs) => End(batch, nowNs);

    public void Finished(LaneBatch batch, FinishedBatch done, long nowNs) => End(batch, nowNs);

    /// <summary>Seconds of each lane, a batch under way counted up to now.</summary>
    public IReadOnlyList<Measurement<double>> Busy(long nowNs)
    {
        lock (_lock)
            return [.. _lanes.OrderBy(l => l.Key).Select(l => new Measurement<double>(l.Value.BusyAt(nowNs) / 1e9, l.Value.Tags))];
    }

    private void Start(LaneBatch batch, long nowNs)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(batch.Lane, out var lane))
                _lanes.Add(batch.Lane, lane = new Lane(batch.Lane, batch.Lane < devices.Count ? devices[batch.Lane] : OfPeer));
            (lane.StartedNs, lane.Running) = (nowNs, batch);
        }
    }

    private void End(LaneBatch batch, long nowNs)
    {
        lock (_lock)
        {
            // What was suspended on a lane that closes ends while another batch may run there.
            if (_lanes.TryGetValue(batch.Lane, out var lane) && lane.Running == batch)
                (lane.BusyNs, lane.StartedNs, lane.Running) = (lane.BusyAt(nowNs), -1, null);
        }
    }

    private sealed class Lane(int number, string device)
    {
        public KeyValuePair<string, object?>[] Tags { get; } = [new("lane", number.ToString(CultureInfo.InvariantCulture)), new("device", device)];

        public LaneBatch? Running { get; set; }

        public long BusyNs { get; set; }

        /// <summary>-1 while it is idle.</summary>
        public long StartedNs { get; set; } = -1;

        public long BusyAt(long nowNs) => BusyNs + (StartedNs < 0 ? 0 : Math.Max(0, nowNs - StartedNs));
    }
}
