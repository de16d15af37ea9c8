using System.Collections.Concurrent;
using System.Globalization;
using Shepherd.Client.Cluster;
using Shepherd.Ingest.Faults;
using Shepherd.Ingest.Inference;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Admission;

/// <summary>Refuses requests that cannot be done by their deadline whatever the scheduler does: their callers know at once, and may go elsewhere.</summary>
internal sealed class AdmissionGate(ClusterReader cluster, IngestOptions options, TimeProvider clock) : BackgroundService
{
    /// <summary>Between two looks at what workers say; they speak twice a second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, GroupCount> _inFlight = new(StringComparer.Ordinal);
    private volatile View _view = new(new Dictionary<string, GroupOutlook>(), 0);

    /// <summary>Looks whether a request can be in time.</summary>
    /// <exception cref="FaultException">It cannot; it says when another would be.</exception>
    internal void Check(PreparedRequest request)
    {
        var (model, timeoutMs) = (request.Model, request.Timeout.TotalMilliseconds);
        var view = _view;
        // What is more urgent than others of its model is served before those that wait.
        if (!options.Admission || request.Options.Priority < model.Priority || !view.Groups.TryGetValue(model.Group, out var outlook))
            return;
        var waitMs = outlook.WaitMs(clock.GetElapsedTime(view.At).TotalMilliseconds, Volatile.Read(ref CountOf(model.Group).Requests));
        var lateMs = waitMs + Outlook.RunMs(model) - timeoutMs;
        // One that is late without anybody before it is the worker's to judge: to wait would not help it.
        if (waitMs <= 0 || lateMs <= 0)
            return;
        throw new FaultException(new Fault(FaultKind.Rejected, string.Create(
            CultureInfo.InvariantCulture,
            $"group '{model.Group}' has {waitMs:0} ms of work waiting for each of its {outlook.Devices} devices: the request would be done in {timeoutMs + lateMs:0} ms at best, and has {timeoutMs:0}. Retry later, give it more time (timeout_ms), or add workers"))
        {
            Outcome = Outcome.Rejected,
            RetryAfter = TimeSpan.FromMilliseconds(lateMs),
        });
    }

    /// <summary>Counts a request for a group until it is disposed.</summary>
    internal IDisposable Count(string group) => new Counted(CountOf(group));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Admission)
            return;
        using var timer = new PeriodicTimer(Pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            _view = new View(Outlook.Of(await cluster.GetStatusAsync(stoppingToken)), clock.GetTimestamp());
    }

    private GroupCount CountOf(string group) => _inFlight.GetOrAdd(group, static _ => new GroupCount());

    private sealed record View(IReadOnlyDictionary<string, GroupOutlook> Groups, long At);

    private sealed class GroupCount
    {
        internal int Requests;
    }

    private sealed class Counted : IDisposable
    {
        private readonly GroupCount _count;
        private int _isOver;

        internal Counted(GroupCount count)
        {
            _count = count;
            Interlocked.Increment(ref count.Requests);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                Interlocked.Decrement(ref _count.Requests);
        }
    }
}
