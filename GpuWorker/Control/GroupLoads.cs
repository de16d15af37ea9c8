using System.Collections.Concurrent;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.GpuWorker.Telemetry.Metrics;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Control;

/// <summary>What each model group brings and waits for, as heartbeats say it: read from counters that others write, without a lock.</summary>
internal sealed class GroupLoads(Waiting waiting, WorkerClock clock) : IServingEvents
{
    private const double NsPerMs = 1e6;

    private readonly ConcurrentDictionary<string, double> _loadMs = new(StringComparer.Ordinal);

    /// <summary>What is loaded; null before anything is.</summary>
    public ServedModels? Models { get; set; }

    public void ModelLoaded(string model, TimeSpan? duration)
    {
        if (duration is { } took)
            _loadMs[model] = took.TotalMilliseconds;
    }

    /// <summary>By group.</summary>
    public IReadOnlyList<GroupLoad> Look()
    {
        var loaded = Models?.Present.ToList() ?? [];
        var waits = waiting.Models.ToList();
        return [.. loaded.Select(m => m.Group).Concat(waits.Select(w => w.Tags.Group)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(group => Look(group, [.. loaded.Where(m => m.Group == group)], [.. waits.Where(w => w.Tags.Group == group)]))];
    }

    private GroupLoad Look(string group, List<ServedModel> loaded, List<WaitingRequests> waits)
    {
        var times = waits.Select(w => (Wait: w, Times: TimesOf(w, loaded))).ToList();
        var slacks = times.Where(t => t.Wait.Queued > 0 && t.Wait.OldestDeadlineNs < long.MaxValue).Select(t => (t.Wait.OldestDeadlineNs - clock.NowNs - t.Times.BatchNs) / NsPerMs).ToList();
        return new GroupLoad(group, waits.Sum(w => w.Arrived))
        {
            // Written one after the other, so that a look in between may see one too few.
            Queued = (int)Math.Max(0, waits.Sum(w => w.Queued)),
            QueuedDeviceMs = times.Sum(t => Math.Max(0, t.Wait.Queued) * t.Times.RequestNs) / NsPerMs,
            OldestSlackMs = slacks.Count > 0 ? slacks.Min() : null,
            RequestDeviceMs = RequestNs(loaded, times) / NsPerMs,
            LoadMs = loaded.Select(m => m.Name).Distinct(StringComparer.Ordinal).Sum(name => _loadMs.GetValueOrDefault(name)),
            ModelBytes = loaded.Sum(m => m.MemoryBytes),
        };
    }

    /// <summary>As measured before it served, else as predicted of its last batch.</summary>
    private static (double BatchNs, double RequestNs) TimesOf(WaitingRequests wait, List<ServedModel> loaded) =>
        loaded.FirstOrDefault(m => m.Name == wait.Tags.Model && m.Efficient.RequestNs > 0)?.Efficient ?? (wait.PerRequestNs, wait.PerRequestNs);

    /// <summary>Of the group's models each counts by what arrived for it; alike, before anything did.</summary>
    private static double RequestNs(List<ServedModel> loaded, List<(WaitingRequests Wait, (double BatchNs, double RequestNs) Times)> times)
    {
        var arrived = times.Sum(t => t.Wait.Arrived);
        if (arrived > 0)
            return times.Sum(t => t.Times.RequestNs * t.Wait.Arrived) / arrived;
        return loaded.Where(m => m.Efficient.RequestNs > 0).Select(m => m.Efficient.RequestNs).DefaultIfEmpty(0).Average();
    }
}
