using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Peers.Leading;

/// <summary>The peers that this worker leads by the newest plan: connects to those that come, and leaves those that go.</summary>
internal sealed partial class PeerLinks : IDisposable
{
    private readonly WorkerOptions _options;
    private readonly PlanFollower _plan;
    private readonly Func<PeerTarget, PeerLink> _create;
    private readonly ILogger<PeerLinks> _logger;
    private readonly List<PeerLink> _links = [];
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public PeerLinks(
        WorkerOptions options,
        ServedModels models,
        Driver driver,
        ResultPublisher publisher,
        PlanFollower plan,
        PeerSecrets secrets,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        ILogger<PeerLinks> logger)
    {
        (_options, _plan, _logger) = (options, plan, logger);
        var answers = new BatchAnswers(models, publisher, e =>
        {
            LogFailed(e);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        });
        _create = target => new PeerLink(target, options, models, answers, driver.Report, secrets.Tls, time, logger);
        _thread = new Thread(FollowPlan) { IsBackground = true, Name = "peers" };
    }

    public void Start() => _thread.Start();

    /// <summary>Ends all connections; what runs on peers stays unanswered and uncommitted.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive)
            _thread.Join();
        foreach (var link in _links)
            link.Dispose();
        _stop.Dispose();
    }

    private void FollowPlan()
    {
        while (!_stop.Wait(PeerLimits.LookInterval))
        {
            var wanted = Wanted();
            for (var i = _links.Count - 1; i >= 0; i--)
            {
                if (wanted.Contains(_links[i].Target))
                    continue;
                _links[i].Leave();
                if (!_links[i].IsOver)
                    continue;
                _links[i].Dispose();
                _links.RemoveAt(i);
            }

            foreach (var target in wanted.Where(t => !_links.Exists(l => l.Target == t)))
            {
                _links.Add(_create(target));
                _links[^1].Start();
            }
        }
    }

    private List<PeerTarget> Wanted() => _plan.Plan?.ServingGroups.FirstOrDefault(g => g.Lead == _options.Name) is { } group
        ? [.. group.Peers.Select(p => new PeerTarget(p.Worker, p.Address, group.Since))]
        : [];

    [LoggerMessage(1, LogLevel.Critical, "A result of a peer cannot be given its outcome; the worker stops")]
    private partial void LogFailed(Exception exception);
}
