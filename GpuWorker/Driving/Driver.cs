using System.Globalization;
using Shepherd.Core.Policies;
using Shepherd.Core.Tenants;
using Shepherd.GpuWorker.Driving.Isolation;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.GpuWorker.Telemetry.Metrics;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Driving;

/// <summary>One event at a time into the pure policy, by the thread that brings it (<see cref="EventPump{T}"/>); its decisions go to the lanes and the publisher.</summary>
internal sealed partial class Driver : IDisposable
{
    /// <summary>Longest the thread waits when the policy has no wish: only bounds how late it notices the end.</summary>
    private const long IdleWaitNs = 1_000_000_000;

    private const long NsPerMs = 1_000_000;

    private readonly WorkerOptions _options;
    private readonly ServedModels _models;
    private readonly DecisionLoop _loop;
    private readonly ResultPublisher _publisher;
    private readonly WorkerClock _clock;
    private readonly ILogger<Driver> _logger;
    private readonly IServingEvents _events;
    private readonly EventPump<DriverEvent> _inbox;
    private readonly Waiting? _waiting;
    private readonly Lane[] _lanes;
    private readonly FailedBatches _failures;
    private (PreemptionKind, string)? _loggedTerms;
    private bool _hasFailed;
    private readonly Thread _thread;

    public Driver(
        WorkerOptions options,
        LaneTurns turns,
        ServedModels models,
        ISchedulingPolicy policy,
        ResultPublisher publisher,
        WorkerClock clock,
        IHostApplicationLifetime lifetime,
        ILogger<Driver> logger,
        IServingEvents? events = null,
        Waiting? waiting = null)
    {
        _waiting = waiting;
        (_options, _models, _publisher, _clock, _logger, _events) = (options, models, publisher, clock, logger, events ?? NoEvents.Instance);
        var answers = new BatchAnswers(models, publisher, e => Fail(e, lifetime));
        _lanes = [.. options.Lanes.Select((lane, number) => new Lane(number, lane, turns[number], models, answers, options.SuspendBudgetPerLaneBytes, Report, e => Fail(e, lifetime)))];
        _failures = new FailedBatches(answers, GiveUp, _events, logger);
        _loop = new DecisionLoop(policy, models, _lanes, GiveUp, new Isolator(index => models[index].Name, _failures), _events, IsOwnKind(options.Lanes));
        _inbox = new EventPump<DriverEvent>(next => Handle(next, lifetime), WaitNs);
        _thread = new Thread(() => Run(lifetime)) { IsBackground = true, Name = "driver" };
    }

    public void Start()
    {
        foreach (var lane in _lanes)
            lane.Start();
        _thread.Start();
    }

    /// <summary>A request came. What waits here is bounded: the intake gate lets no more in, each may be withdrawn once, and each lane has one batch under way.</summary>
    /// <param name="item">The request.</param>
    /// <param name="isMoreToCome">The driver may sleep on until <see cref="Wake"/>, so that it is not woken for each of several.</param>
    public void Arrive(WorkItem item, bool isMoreToCome = false) => _ = _inbox.TryAdd(new DriverEvent(Arrived: item), isMoreToCome);

    /// <summary>All of several requests are there.</summary>
    public void Wake() => _inbox.Wake();

    /// <summary>A producer withdraws a request. While it waits its outcome is CANCELLED; once it runs it is answered.</summary>
    public void Cancel(WorkItem item) => Report(new DriverEvent(Cancelled: item));

    /// <summary>The same by the request's id; one that is not here, or not any more, is passed over.</summary>
    public void Withdraw(string id) => Report(new DriverEvent(Asked: () =>
    {
        if (_waiting?.Find(id) is { } item)
            _loop.Step(new DriverEvent(Cancelled: item), _clock.NowNs);
    }));

    /// <summary>Partitions are another worker's: their requests that wait need not run. What runs is answered, and its answers are thrown away.</summary>
    public void DropLost() => Report(new DriverEvent(Asked: () =>
    {
        foreach (var item in _waiting?.FindLost() ?? [])
            _loop.Step(new DriverEvent(Cancelled: item), _clock.NowNs);
    }));

    /// <summary>The models are others now.</summary>
    /// <returns>Completes when the policy knows them, so that requests for them may arrive; is cancelled when the driver has ended.</returns>
    public Task ChangeAsync()
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_inbox.TryAdd(new DriverEvent(Changed: changed)))
            changed.SetCanceled();
        return changed.Task;
    }

    /// <summary>Runs something in the driver's steps, between two events: it may look at what is theirs, and must be quick.</summary>
    /// <returns>What it found; is cancelled when the driver has ended.</returns>
    public Task<T> AskAsync<T>(Func<T> look)
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Answer()
        {
            try
            {
                found.SetResult(look());
            }
            catch (Exception e)
            {
                // Whoever asked has the fault; nobody else's batches wait for it.
                found.SetException(e);
            }
        }

        if (!_inbox.TryAdd(new DriverEvent(Asked: Answer)))
            found.SetCanceled();
        return found.Task;
    }

    /// <summary>Ends the thread and the lanes; whatever is still queued stays unanswered and uncommitted.</summary>
    public void Stop()
    {
        _inbox.Close();
        if (_thread.IsAlive)
            _thread.Join();
        foreach (var lane in _lanes)
            lane.End();
    }

    public void Dispose()
    {
        Stop();
        foreach (var lane in _lanes)
            lane.Dispose();
    }

    /// <summary>Takes the events of its lanes, and of lanes that come and go, each of which has one batch under way; from any thread.</summary>
    /// <remarks>Where the driver ends nobody needs to know that a lane is idle. Its results are published all the same; a stopped batch, or a request that comes now, stays unanswered and uncommitted.</remarks>
    public void Report(DriverEvent next) => _ = _inbox.TryAdd(next);

    private void Run(IHostApplicationLifetime lifetime)
    {
        try
        {
            Plan();
            _inbox.Run();
            LogEnded(_loop.Decisions, _loop.Preemptions, _loop.Digest);
            _failures.LogSum();
        }
        catch (Exception e)
        {
            Fail(e, lifetime);
        }
    }

    private void Handle(in DriverEvent next, IHostApplicationLifetime lifetime)
    {
        // What failed once decides nothing more: the worker ends.
        if (_hasFailed)
            return;
        try
        {
            Step(next);
        }
        catch (Exception e)
        {
            _hasFailed = true;
            Fail(e, lifetime);
        }
    }

    private void Step(in DriverEvent next)
    {
        if (next.Changed is { } changed)
        {
            Plan();
            changed.SetResult();
        }
        else if (next.Asked is { } look)
        {
            look();
        }
        else
        {
            _loop.Step(next, _clock.NowNs);
        }
    }

    private void Plan()
    {
        var preemption = _models.Terms(_options.PreemptionOrPublished, _options.SuspendBudgetPerLaneBytes);
        var terms = (preemption.Kind, _models.SuspendingNames);
        // Models come and go more often than this changes.
        if (terms != _loggedTerms)
            LogPreemption(preemption.Kind, _models.SuspendingNames);
        _loggedTerms = terms;
        _loop.Plan(_models.ToServingPlan(_lanes.Length) with { Tenants = _options.Tenants, AgeingNs = _options.AgeingNs, Preemption = preemption }, _clock.NowNs);
    }

    /// <summary>Profiles are of the first lane's kind; lanes past these are peers'.</summary>
    private static Func<int, bool> IsOwnKind(IReadOnlyList<LaneOptions> lanes)
    {
        bool[] isOwnKind = [.. lanes.Select(l => DeviceKind.Of(l) == DeviceKind.Of(lanes[0]))];
        return lane => lane < isOwnKind.Length && isOwnKind[lane];
    }

    /// <summary>What cannot answer is better gone, so that a live worker takes over.</summary>
    private void Fail(Exception exception, IHostApplicationLifetime lifetime)
    {
        LogFailed(exception);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    private long WaitNs()
    {
        _events.Stepped();
        return _loop.NextWakeNs is var wakeNs && wakeNs == long.MaxValue ? IdleWaitNs : Math.Clamp(wakeNs - _clock.NowNs, 0, IdleWaitNs);
    }

    private void GiveUp(WorkItem item, DropReason reason, long nowNs)
    {
        var model = _models[item.Model];
        var (outcome, why) = reason switch
        {
            DropReason.Late => (Outcome.Expired, ExplainLate(item, nowNs)),
            DropReason.OverQuota => (Outcome.Rejected, ExplainQuota(_options.Tenants[item.Tenant])),
            DropReason.Cancelled => (Outcome.Cancelled, item.Attempts == 0 ? "the request was withdrawn before it ran" : "the request was withdrawn, and its batch was stopped before it ended"),
            DropReason.PreemptLimit => (Outcome.PreemptLimit, $"the request was preempted {item.Attempts} times"),
            _ => (Outcome.ModelNotFound, $"model '{model.Name}' left while the request was queued"),
        };
        _publisher.Publish(item.Record, item.Headers, new InferenceResult(item.Id, model.Name, outcome)
        {
            ModelVersion = model.Version,
            Reason = why,
            Attempts = item.Attempts,
        });
        model.Holds.Release();
    }

    private static string ExplainLate(WorkItem item, long nowNs)
    {
        var leftMs = (item.DeadlineNs - nowNs) / NsPerMs;
        if (leftMs <= 0 && item.IsAnswered)
            return "the deadline passed while it was looked for which request failed its batch";
        if (leftMs <= 0)
            return item.Attempts == 0 ? "the deadline passed while the request was queued" : "the deadline passed after the request was preempted";
        return $"{leftMs} ms before the deadline are too few to run it";
    }

    private static string ExplainQuota(Tenant tenant) =>
        string.Create(CultureInfo.InvariantCulture, $"tenant '{tenant.Name}' is over its quota of {tenant.QuotaRps} requests/s with a burst of {tenant.BurstOrDefault:0}: send less, or retry later");

    [LoggerMessage(1, LogLevel.Critical, "The driver or one of its lanes failed; the worker stops")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Information, "The driver ended: {Decisions} decisions, {Preemptions} preemptions, digest {Digest:x16}")]
    private partial void LogEnded(long decisions, long preemptions, ulong digest);

    [LoggerMessage(3, LogLevel.Information, "Preemption: {Kind}; models whose batches can be suspended: {Models}")]
    private partial void LogPreemption(PreemptionKind kind, string models);
}
