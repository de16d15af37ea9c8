using Shepherd.Cli.Bench;
using Shepherd.Cli.Control;
using Shepherd.Planner;
using Shepherd.Planner.Http.Replies;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Planners;

/// <summary>Two planners on one Kafka.</summary>
public sealed class FollowerTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Command_ToThePlannerThatFollows_IsDoneByTheOneThatLeads()
    {
        var options = kafka.NewOptions();
        await kafka.CreateTopicsAsync(options.Topics, ["g"]);
        using var stop = new CancellationTokenSource();
        string[] addresses = [FreePort.Address(), FreePort.Address()];
        var planners = addresses.Select((http, i) => PlannerHost.RunAsync(
            new PlannerOptions { Kafka = options, Name = $"planner-{i}", Http = http, WorkerTtl = TimeSpan.FromMinutes(5) }, stop.Token)).ToList();
        var clients = addresses.Select(a => new PlannerClient(new Uri($"http://{a}"), key: null)).ToList();
        var beat = new WorkerHeartbeat("w", 1, DateTimeOffset.UtcNow, WorkerState.Ready, default, ["cpu:0"], ["g"], [], 0, 0);
        var follower = -1;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                // What was written before a planner came up is history to it.
                await KafkaRecords.ProduceAsync(options, options.Topics.Workers, ControlCodec.Encode(beat), "w");
                var states = await Task.WhenAll(clients.Select(c => c.GetAsync<StatusReply>("v1/status", CancellationToken.None)));
                follower = Array.FindIndex(states, s => !s.Leading);
                return states.Count(s => s.Leading) == 1 && states.All(s => s.Epoch.Length > 0 && s.Leader == states.Single(l => l.Leading).Planner);
            },
            "one of them leads, and both know it");

        var reply = await clients[follower].CommandAsync("v1/workers/w/cordon", new CommandBody { By = "me" }, CancellationToken.None);

        Assert.Equal(("cordon w", true, true), (reply.Command, reply.Executed, reply.Changed));
        var decided = await KafkaRecords.ReadUntilAsync(
            options, options.Topics.Decisions, read => read.Any(r => ControlCodec.Decode<DecisionRecord>(r.Message.Value) is { Kind: DecisionKind.Command, Subject: "cordon w" }));
        var commands = decided.Select(r => ControlCodec.Decode<DecisionRecord>(r.Message.Value)).Where(d => d.Kind == DecisionKind.Command);
        Assert.Equal($"planner-{1 - follower}", Assert.Single(commands).By);
        clients.ForEach(c => c.Dispose());
        await stop.CancelAsync();
        await Task.WhenAll(planners);
    }
}
