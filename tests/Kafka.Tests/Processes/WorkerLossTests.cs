using System.CommandLine;
using System.Text.Json;
using Shepherd.Cli.Commands;
using Shepherd.Client;
using Shepherd.Client.Cluster;
using Shepherd.Kafka.Tests.Pipeline;
using Shepherd.Schemas;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Processes;

/// <summary>Workers that end while requests are under way: every request still gets its one outcome.</summary>
[Collection(PipelineCollection.Name)]
public sealed class WorkerLossTests
{
    private const int Requests = 300;

    [SkippableFact]
    public async Task Demo_WorkerKilledInTheMiddle_LosesNothing()
    {
        await using var dev = await ProcessCluster.StartAsync(workers: 2);
        var victim = dev.Children.Single(c => c.Name == "worker-1");
        var cluster = new ProcessCluster(dev) { Watch = client => new WatchedClient(client, outcomes: 40, () => Signals.Send(victim.Id, Signals.Kill)) };
        using var output = new StringWriter();
        var command = DemoCommand.Create((_, _) => Task.FromResult<ICluster>(cluster), ProcessCluster.Home);
        var root = new RootCommand { command };
        var exitCode = await root.Parse(["demo", "--passes", "1", "-o", "json"]).InvokeAsync(new InvocationConfiguration { Output = output, Error = TextWriter.Null });

        Assert.True(victim.Exited.IsCompleted, "the worker was killed in the middle");
        using var summary = JsonDocument.Parse(output.ToString());
        Assert.Equal(0, summary.RootElement.GetProperty("lost").GetInt32());
        var outcomes = summary.RootElement.GetProperty("outcomes").EnumerateObject().Sum(o => o.Value.GetInt32());
        Assert.Equal(summary.RootElement.GetProperty("requests").GetInt32(), outcomes);
        Assert.Equal(ExitCodes.Done, exitCode);
        await AssertOwnerAsync(dev, "worker-2");
    }

    [SkippableFact]
    public async Task InferAsync_WorkerKilledInTheMiddle_EveryRequestIsAnsweredByTheSurvivor()
    {
        await using var dev = await ProcessCluster.StartAsync(workers: 2);
        var victim = dev.Children.Single(c => c.Name == "worker-1");
        var client = new WatchedClient(await dev.ConnectAsync(CancellationToken.None), outcomes: 50, () => Signals.Send(victim.Id, Signals.Kill));
        await using (client)
        {
            var results = await InferManyAsync(client);
            Assert.All(results, r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
            Assert.True(victim.Exited.IsCompleted);
            Assert.Contains(results, r => r.Worker == "worker-2" && r.Epoch.Number > 1);
        }
    }

    [SkippableFact]
    public async Task Terminate_AtSaturation_DrainsAnswersEachOnceAndExitsWithZero()
    {
        await using var dev = await ProcessCluster.StartAsync(workers: 2);
        var leaver = dev.Children.Single(c => c.Name == "worker-1");
        var client = new WatchedClient(await dev.ConnectAsync(CancellationToken.None), outcomes: 50, () => Signals.Send(leaver.Id, Signals.Term));
        await using (client)
        {
            // All at once: both workers are busy from the first to the last.
            var results = await InferManyAsync(client, inFlight: Requests);
            Assert.All(results, r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
            Assert.Contains(results, r => r.Worker == "worker-1");
            Assert.Equal(0, await leaver.Exited);
            // What it had taken it answered and committed: its successor repeated nothing.
            Assert.All(results, r => Assert.Equal(1, r.Attempts));
            Assert.Equal(0, client.Repeats);
            var records = await KafkaRecords.ReadUntilAsync(dev.Kafka, dev.Kafka.Topics.Results, read => read.Count >= Requests);
            Assert.Equal(results.Select(r => r.Id).Order(StringComparer.Ordinal), records.Select(r => r.Message.Key!).Order(StringComparer.Ordinal));
            Assert.Contains("is drained", leaver.LogTail(), StringComparison.Ordinal);
        }
    }

    private static async Task<InferenceResult[]> InferManyAsync(IInferenceClient client, int inFlight = 32)
    {
        using var slots = new SemaphoreSlim(inFlight);
        var options = new InferOptions { Timeout = TimeSpan.FromMinutes(2) };
        return await Task.WhenAll(Enumerable.Range(0, Requests).Select(async i =>
        {
            await slots.WaitAsync();
            try
            {
                return await client.InferAsync(PipelineFixture.Angle, [PipelineFixture.AngleInput((byte)i)], options);
            }
            finally
            {
                slots.Release();
            }
        }));
    }

    private static async Task AssertOwnerAsync(Cli.Dev.DevCluster dev, string worker)
    {
        using var reader = new ClusterReader(dev.Kafka);
        var status = await reader.WaitUntilReadyAsync(TimeSpan.FromSeconds(60));
        Assert.All(status.Plan!.Assignments, a => Assert.Equal(worker, a.Worker));
    }
}
