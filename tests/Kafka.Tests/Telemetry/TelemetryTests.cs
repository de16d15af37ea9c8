using System.Net;
using Shepherd.Client;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Kafka.Tests.Pipeline;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;
using Shepherd.Tests.Shared.Prometheus;

namespace Shepherd.Kafka.Tests.Telemetry;

/// <summary>What a serving worker tells, over HTTP and through the decision log.</summary>
public sealed class TelemetryTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const int Requests = 40;

    private static readonly Tensor Input = new("x", TensorDatatype.Fp32, [1, 2], new byte[8]);

    [SkippableFact]
    public async Task Metrics_AfterKnownLoad_CountItExactlyAndTheDecisionLogHasItsBatches()
    {
        using var repository = new ReplayRepository().Add("quick", batchMs: 2);
        var address = WorkerHttp.FreeAddress();
        await using var hosts = await PipelineHosts.StartAsync(kafka, kafka.NewOptions(), repository.Root, w => w with { Http = address, Decisions = DecisionLogging.All });
        await using var client = await InferenceClient.ConnectAsync(hosts.Options);
        using var worker = WorkerHttp.At(address);
        var results = await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => client.InferAsync("quick", [Input], new InferOptions { RequestId = $"r{i}" })));
        Assert.All(results, r => Assert.Equal(Outcome.Ok, r.Outcome));
        // One more that is late before it is read, and one that no model takes.
        var late = await client.InferAsync("quick", [Input], new InferOptions { Timeout = TimeSpan.FromMilliseconds(-5) });
        await KafkaRecords.ProduceAsync(hosts.Options, hosts.Options.Topics.Requests("quick"), "no request"u8.ToArray(), headers: [(HeaderNames.ContentType, ContentTypes.Json)]);
        Assert.Equal(Outcome.Expired, late.Outcome);

        Scrape scrape = null!;
        await Eventually.BecomesTrueAsync(async () => (scrape = await worker.ScrapeAsync()).Sum("shepherd_requests_total") == Requests + 2, "every outcome is counted");
        var batches = await ReadBatchesAsync(hosts, Requests);

        (string, string)[] model = [("model", "quick"), ("group", "quick")];
        Assert.Equal(Requests, scrape.Sum("shepherd_requests_total", [.. model, ("outcome", "OK"), ("priority", "1")]));
        Assert.Equal(1, scrape.Sum("shepherd_requests_total", [.. model, ("outcome", "EXPIRED")]));
        Assert.Equal(1, scrape.Sum("shepherd_requests_total", ("model", "none"), ("outcome", "INVALID")));
        Assert.Equal(Requests, scrape.Sum("shepherd_goodput_total", model));
        Assert.Equal(1, scrape.Sum("shepherd_slo_misses_total", model));
        Assert.Equal(Requests + 2, scrape.Sum("shepherd_request_duration_seconds_count"));
        Assert.Equal(Requests, scrape.Sum("shepherd_queue_duration_seconds_count", model));
        Assert.Equal(Requests, scrape.Sum("shepherd_batch_size_sum", model));
        Assert.Equal(Requests + 2, scrape.Sum("messaging_client_consumed_messages_total", ("messaging_destination_name", hosts.Options.Topics.Requests("quick"))));
        Assert.Equal(Requests + 2, scrape.Sum("messaging_client_sent_messages_total"));
        Assert.Equal(0, scrape.Sum("shepherd_queue_length", model));
        Assert.Equal(0, scrape.Sum("shepherd_inflight_requests"));
        Assert.Contains("shepherd_group_inflight_requests{group=\"quick\"} 0\n", scrape.Text, StringComparison.Ordinal);
        // The ends are looked at once a second.
        await Eventually.BecomesTrueAsync(
            async () => (await worker.ScrapeAsync()).Text is var text && text.Contains("shepherd_consumer_lag{group=\"quick\",partition=\"0\"} 0\n", StringComparison.Ordinal), "nothing is left of the partition");
        Assert.Equal(0, scrape.Sum("shepherd_decisions_dropped_total"));
        Assert.True(scrape.Sum("shepherd_lane_busy_seconds_total", ("lane", "0")) > 0, "the lane was busy");
        Assert.Equal(scrape.Sum("shepherd_batch_size_count", model), batches.Count);
        Assert.Equal(Enumerable.Range(0, Requests).Select(i => $"r{i}").Order(), batches.SelectMany(b => b.Requests).Order());
        Assert.All(batches, b => Assert.True(b is { Model: "quick", Lane: 0, PredictedMs: > 0, ActualMs: > 0 } && b.Size == b.Requests.Count, b.ToString()));
        Assert.DoesNotContain("r0", scrape.Text, StringComparison.Ordinal);
        Assert.Equal("", await Promtool.CheckAsync(scrape.Text));
    }

    [SkippableFact]
    public async Task Timeline_PreemptedRequest_TellsBothAttempts()
    {
        using var repository = new ReplayRepository().Add("slow", batchMs: 1500, maxBatch: 1).Add("urgent", batchMs: 2);
        var address = WorkerHttp.FreeAddress();
        await using var hosts = await PipelineHosts.StartAsync(
            kafka, kafka.NewOptions(), repository.Root, w => w with { Http = address, Preemption = PreemptionKind.Restart, Decisions = DecisionLogging.All });
        await using var client = await InferenceClient.ConnectAsync(hosts.Options);
        using var worker = WorkerHttp.At(address);
        var slow = client.InferAsync("slow", [Input], new InferOptions { RequestId = "of/slow", Priority = 3, Trace = true });
        await Eventually.BecomesTrueAsync(async () => await WhatAsync(worker) is [.., "dispatched"], "the slow one runs");
        var urgent = await client.InferAsync("urgent", [Input], new InferOptions { Priority = 0, Timeout = TimeSpan.FromMilliseconds(700) });
        var result = await slow;

        Assert.Equal((Outcome.Ok, Outcome.Ok, 2), (urgent.Outcome, result.Outcome, result.Attempts));
        await Eventually.BecomesTrueAsync(async () => await WhatAsync(worker) is [.., "acknowledged"], "the story has its end");
        Assert.Equal(["taken", "arrived", "dispatched", "stopping", "stopped", "dispatched", "finished", "published", "acknowledged"], await WhatAsync(worker));
        var records = await KafkaRecords.ReadUntilAsync(hosts.Options, hosts.Options.Topics.Decisions, read => Decisions(read).Any(d => d.Kind == DecisionKind.Trace));
        var told = Decisions(records).Single(d => d.Kind == DecisionKind.Trace);
        Assert.Equal(await WhatAsync(worker), told.Events.Select(e => e.What));
        Assert.Contains("attempt 2", told.Events[5].Detail, StringComparison.Ordinal);
        var preempted = Assert.Single(Decisions(records), d => d.Kind == DecisionKind.Preempt);
        Assert.Equal(("slow", "of/slow", "restarted"), (preempted.Model, preempted.Requests.Single(), preempted.Reason));
        Assert.Equal(1, (await worker.ScrapeAsync()).Sum("shepherd_preemptions_total", ("model", "slow"), ("kind", "restart")));
        Assert.Equal(HttpStatusCode.NotFound, await worker.CodeAsync("/requests/another"));
    }

    [SkippableFact]
    public async Task Health_BrokerGoesAndComesBack_IsDegradedInBetween()
    {
        using var own = new KafkaFixture();
        var broker = own.RequireFaults();
        using var repository = new ReplayRepository().Add("quick", batchMs: 2);
        var address = WorkerHttp.FreeAddress();
        await using var hosts = await PipelineHosts.StartAsync(own, own.Options, repository.Root, w => w with { Http = address });
        using var worker = WorkerHttp.At(address);
        await worker.BecomesAsync("ready");
        Assert.Equal(HttpStatusCode.OK, await worker.CodeAsync("/health/ready"));
        var health = (await worker.GetAsync("/health"))!.Value.Body;
        Assert.Equal([0, 1, 2, 3], health.GetProperty("partitions").GetProperty("quick").EnumerateArray().Select(p => p.GetInt32()));
        Assert.Equal("quick", health.GetProperty("warm_models")[0].GetString());
        Assert.True(health.GetProperty("broker_reachable").GetBoolean());

        broker.SetDown();
        await worker.BecomesAsync("degraded");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (await worker.CodeAsync("/health/ready"), await worker.CodeAsync("/health/live")));
        broker.SetUp();
        await worker.BecomesAsync("ready");
    }

    private static async Task<IReadOnlyList<DecisionRecord>> ReadBatchesAsync(PipelineHosts hosts, int requests)
    {
        var records = await KafkaRecords.ReadUntilAsync(hosts.Options, hosts.Options.Topics.Decisions, read => Batches(read).Sum(b => b.Size) >= requests);
        return Batches(records);
    }

    private static List<DecisionRecord> Batches(IEnumerable<Confluent.Kafka.ConsumeResult<string?, byte[]?>> records) => [.. Decisions(records).Where(d => d.Kind == DecisionKind.Batch)];

    private static IEnumerable<DecisionRecord> Decisions(IEnumerable<Confluent.Kafka.ConsumeResult<string?, byte[]?>> records) => records.Select(r => ControlCodec.Decode<DecisionRecord>(r.Message.Value));

    private static async Task<List<string>> WhatAsync(WorkerHttp worker) => await worker.GetAsync("/requests/of/slow") is { Code: HttpStatusCode.OK } found
        ? [.. found.Body.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("what").GetString()!)]
        : [];
}
