using Confluent.Kafka;
using Shepherd.Client.Control;
using Shepherd.Planner.Cluster;
using Shepherd.Planner.Leadership;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Targets;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>
/// Follows the control topics and, while it leads, publishes a plan whenever the running one does not say what is to be. Woken by heartbeats, plans, the election and operators; the interval is for what only time changes.
/// </summary>
internal sealed partial class PlanningLoop(
    PlannerOptions options,
    ClusterView view,
    PlanPublisher publisher,
    GroupTopics groups,
    ITargetPlanner targets,
    DirectiveBook directives,
    LeaderDuty leader,
    TimeProvider clock,
    ILogger<PlanningLoop> logger) : BackgroundService
{
    private readonly MoveBook _moves = new(options.Name);
    private readonly Signal _signal = new();
    private Task<IReadOnlyList<string>> _losing = Task.FromResult<IReadOnlyList<string>>([]);
    private long? _term;
    private long _number;
    private Epoch _written;
    private string _reason = "";

    public override void Dispose()
    {
        base.Dispose();
        _signal.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await BrokerConnection.WaitAsync(options.Kafka, options.ConnectTimeout, logger, stoppingToken);
        var topics = options.Kafka.Topics;
        await TopicSetup.EnsureAsync(options.Kafka, TopicSetup.ControlTopics(topics));
        using var workers = new TopicFollower(options.Kafka, topics.Workers, (_, v) => Hear(v), logger);
        using var plans = new PlanLog(options.Kafka, logger, Read);
        await Task.WhenAll(workers.CaughtUp, plans.CaughtUp).WaitAsync(stoppingToken);
        view.CaughtUp();
        directives.Changed += _signal.Set;
        groups.Counted = _signal.Set;
        using var election = new Election(options, _signal.Set, logger);
        LogReady(options.Name);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                // A planner that hears no workers would take them all for dead.
                foreach (var ended in (Task[])[workers.Completion, plans.Completion])
                {
                    if (ended.IsCompleted)
                        await ended;
                }

                await ForgetLostAsync(workers, stoppingToken);
                Lead(await leader.StepAsync(plans, election.IsChosen, view.TermFollowed, stoppingToken));
                if (_term is { } term && view.Plan?.Epoch is var read && !(_written > (read ?? default)))
                    await StepAsync(term, stoppingToken);
                else if (_term is null)
                    await WatchAsync();
                await _signal.WaitAsync(options.Interval, stoppingToken);
            }
        }
        finally
        {
            directives.Changed -= _signal.Set;
            groups.Counted = () => { };
        }
    }

    private void Hear(ReadOnlyMemory<byte> value)
    {
        view.OnHeartbeat(ControlCodec.Decode<WorkerHeartbeat>(value));
        _signal.Set();
    }

    private void Read(PlanLogView log)
    {
        if (log.Plan is { } plan)
            view.OnPlan(plan);
        _signal.Set();
    }

    /// <summary>A heartbeat that was not read yet may lie in the topic: silence counts up to an instant before which everything is read. One look at a time, beside the loop.</summary>
    private async Task ForgetLostAsync(TopicFollower workers, CancellationToken stop)
    {
        if (!_losing.IsCompleted)
            return;
        foreach (var worker in await _losing)
            LogLost(worker, options.WorkerTtl.TotalSeconds, view.Plan?.Assignments.Any(a => a.Worker == worker && a.Partitions.Length > 0) == true ? "its partitions go to others" : "it had no partitions");
        _losing = view.IsAnybodySilent ? LookAsync(workers, stop) : Task.FromResult<IReadOnlyList<string>>([]);
    }

    private async Task<IReadOnlyList<string>> LookAsync(TopicFollower workers, CancellationToken stop)
    {
        var asked = view.NowNs;
        try
        {
            await workers.ReadToEndAsync(stop);
            return view.TakeLost(asked);
        }
        catch (Exception e) when (e is KafkaException or OperationCanceledException)
        {
            // A planner that is cut off knows nothing of who is silent.
            return [];
        }
        finally
        {
            _signal.Set();
        }
    }

    private void Lead(long? term)
    {
        if (term == _term)
            return;
        (_term, _number, _written) = (term, 0, default);
        _moves.Clear();
        if (term is not null)
            directives.Restore(view.Plan?.Directives ?? []);
    }

    private async Task WatchAsync()
    {
        var cluster = view.Snapshot();
        targets.Watch(new TargetInputs(view.Plan, cluster, await groups.FindAsync(cluster.Groups, view.Plan), view.Plan?.Directives ?? []));
    }

    private async Task StepAsync(long term, CancellationToken stop)
    {
        var cluster = view.Snapshot();
        var (running, inForce) = (view.Plan, directives.InForce);
        var counted = await groups.FindAsync(cluster.Groups, running);
        var target = Choose(new TargetInputs(running, cluster, counted, inForce) { Wish = directives.TakeWish() });
        var step = view.NextStep(PlanStep.ToMap(target, running), SpareRule.Of(running, inForce));
        if (target is not null)
            _reason = target.Reason;
        foreach (var move in _moves.Follow(step.Phases, running?.Epoch ?? default, _reason, clock.GetUtcNow()))
            publisher.Decide(move);
        if (PlanStep.Next(running, term, target, step, inForce) is not { } next)
            return;
        // A number is used once: a plan whose acknowledgement was lost may be in the log all the same.
        var epoch = new Epoch(term, ++_number);
        try
        {
            await publisher.PublishAsync(epoch, next, stop);
        }
        catch (KafkaException e)
        {
            leader.BeginAnew();
            _signal.Set();
            LogHeld(e.Message);
            return;
        }

        // What it wrote counts once it is read: until then nothing is decided.
        _written = epoch;
        LogPlan(epoch, next.Reason, next.Assignments.Sum(a => a.Partitions.Length), next.Assignments.Select(a => a.Worker).Concat(next.ServingGroups.SelectMany(g => g.Peers.Select(p => p.Worker))).Distinct().Count());
        if (running is not null && running.Epoch.Term != term)
            publisher.Forget(running.Epoch.Term);
    }

    private TargetPlan? Choose(TargetInputs inputs) => inputs.Wish is { Target: { } whole } wish
        ? new TargetPlan(whole, inputs.Running?.ServingGroups ?? [], wish.Reason)
        : targets.Next(inputs);

    [LoggerMessage(1, LogLevel.Information, "Planner {Name} knows the cluster, and leads when it is chosen")]
    private partial void LogReady(string name);

    [LoggerMessage(2, LogLevel.Information, "Plan {Epoch}: {Reason} (partitions: {Partitions}, workers: {Workers})")]
    private partial void LogPlan(Epoch epoch, string reason, int partitions, int workers);

    [LoggerMessage(3, LogLevel.Warning, "Worker {Worker} was silent for {TtlS} s: {Consequence}")]
    private partial void LogLost(string worker, double ttlS, string consequence);

    [LoggerMessage(4, LogLevel.Warning, "The running plan stands: {Reason}")]
    private partial void LogHeld(string reason);
}
