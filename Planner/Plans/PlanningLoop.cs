using Confluent.Kafka;
using Shepherd.Client.Control;
using Shepherd.Planner.Cluster;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Plans;

/// <summary>Follows the control topics and publishes a plan whenever there is a better one.</summary>
internal sealed partial class PlanningLoop(
    PlannerOptions options,
    ClusterView view,
    PlanPublisher publisher,
    GroupTopics groups,
    TimeProvider clock,
    ILogger<PlanningLoop> logger) : BackgroundService
{
    private long _number;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await BrokerConnection.WaitAsync(options.Kafka, options.ConnectTimeout, logger, stoppingToken);
        var topics = options.Kafka.Topics;
        await TopicSetup.EnsureAsync(options.Kafka, TopicSetup.ControlTopics(topics));
        using var workers = new TopicFollower(options.Kafka, topics.Workers, (_, v) => view.OnHeartbeat(ControlCodec.Decode<WorkerHeartbeat>(v)), logger);
        using var plans = new TopicFollower(options.Kafka, topics.Plan, (_, v) => view.OnPlan(ControlCodec.Decode<PlanRecord>(v)), logger);
        await Task.WhenAll(workers.CaughtUp, plans.CaughtUp).WaitAsync(stoppingToken);
        view.CaughtUp();
        var term = (view.Plan?.Epoch.Term ?? 0) + 1;
        LogReady(options.Name, term);
        using var timer = new PeriodicTimer(options.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // A planner that hears no workers would take them all for dead.
            foreach (var ended in (Task[])[workers.Completion, plans.Completion])
            {
                if (ended.IsCompleted)
                    await ended;
            }

            await StepAsync(term, stoppingToken);
        }
    }

    private async Task StepAsync(long term, CancellationToken stop)
    {
        var cluster = view.Snapshot();
        foreach (var worker in cluster.Lost)
            LogLost(worker, options.WorkerTtl.TotalSeconds, view.Plan?.Assignments.Any(a => a.Worker == worker && a.Partitions.Length > 0) == true ? "its partitions go to others" : "it had no partitions");
        try
        {
            if (PlanStep.Next(view.Plan, cluster, await groups.FindAsync(cluster.Groups), options.ServingGroupDevices) is not { } next)
                return;
            // A number is used once: a plan whose acknowledgement was lost may be in the log all the same.
            var epoch = new Schemas.Epoch(term, ++_number);
            view.OnPlan(await publisher.PublishAsync(epoch, next, stop));
            LogPlan(epoch, next.Reason, next.Assignments.Sum(a => a.Partitions.Length), next.Assignments.Select(a => a.Worker).Concat(next.ServingGroups.SelectMany(g => g.Peers.Select(p => p.Worker))).Distinct().Count());
        }
        catch (KafkaException e)
        {
            // Workers go on under the plan they have read; the next step tries again.
            LogHeld(e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Planner {Name} leads in term {Term}")]
    private partial void LogReady(string name, long term);

    [LoggerMessage(2, LogLevel.Information, "Plan {Epoch}: {Reason} (partitions: {Partitions}, workers: {Workers})")]
    private partial void LogPlan(Schemas.Epoch epoch, string reason, int partitions, int workers);

    [LoggerMessage(3, LogLevel.Warning, "Worker {Worker} was silent for {TtlS} s: {Consequence}")]
    private partial void LogLost(string worker, double ttlS, string consequence);

    [LoggerMessage(4, LogLevel.Warning, "The running plan stands: {Reason}")]
    private partial void LogHeld(string reason);
}
