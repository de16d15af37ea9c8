using System.Globalization;
using Shepherd.Ingest.Admission;
using Shepherd.Ingest.Tests.Peers;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests.Admission;

public sealed class AdmissionTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Theory]
    [InlineData(1, 500, 0, 0, 500)]
    [InlineData(2, 500, 0, 0, 250)]
    [InlineData(1, 500, 300, 0, 200)]
    [InlineData(1, 500, 900, 0, 0)]
    [InlineData(2, 0, 0, 100, 250)]
    [InlineData(1, 500, 0, 10, 500)]
    [InlineData(0, 500, 0, 10, 0)]
    public void WaitMs_QueueAgeAndOwnRequests_TheLeastThatIsSure(int devices, double queuedMs, double sinceMs, int ownInFlight, double expectedMs) =>
        Assert.Equal(expectedMs, new GroupOutlook(devices, queuedMs, RequestDeviceMs: 5).WaitMs(sinceMs, ownInFlight), 9);

    [SkippableFact]
    public async Task Infer_QueueLongerThanTheDeadline_429UntilWorkersSayOtherwise()
    {
        await using var ingest = await StartAsync();
        await PublishAsync(ingest, queuedDeviceMs: 600_000);
        await Eventually.BecomesTrueAsync(async () => (await PostAsync(ingest, """{"timeout_ms":20000}""")).Status == 429, "the queue is known");

        var refused = await PostAsync(ingest, """{"timeout_ms":20000}""");
        var patient = await PostAsync(ingest, """{"timeout_ms":6000000}""");
        var urgent = await PostAsync(ingest, """{"timeout_ms":20000,"priority":0}""");

        Assert.Equal((429, "REJECTED"), (refused.Status, refused.Header("shepherd-status")));
        // Two devices need 300 s, less what has passed since; 20 s are given.
        Assert.InRange(int.Parse(refused.Header("retry-after"), CultureInfo.InvariantCulture), 100, 280);
        Assert.Contains("'echo'", refused.Error, StringComparison.Ordinal);
        Assert.Equal((200, 200), (patient.Status, urgent.Status));

        await PublishAsync(ingest, queuedDeviceMs: 0);
        await Eventually.BecomesTrueAsync(async () => (await PostAsync(ingest, """{"timeout_ms":20000}""")).Status == 200, "the queue is short again");
    }

    [SkippableFact]
    public async Task Infer_AdmissionOff_NobodyIsRefused()
    {
        await using var ingest = await StartAsync(options => options with { Admission = false });
        await PublishAsync(ingest, queuedDeviceMs: 600_000);

        Assert.Equal(200, (await PostAsync(ingest, """{"timeout_ms":20000}""")).Status);
    }

    private Task<IngestHarness> StartAsync(Func<IngestOptions, IngestOptions>? change = null) =>
        IngestHarness.StartAsync(kafka, Responder.Echo, options => (change?.Invoke(options) ?? options) with { WorkerTtl = Eventually.Patience });

    private static async Task PublishAsync(IngestHarness ingest, double queuedDeviceMs)
    {
        await ingest.PublishPlanAsync(new Epoch(1, 1));
        await KafkaRecords.ProduceAsync(
            ingest.Kafka,
            ingest.Kafka.Topics.Workers,
            ControlCodec.Encode(new WorkerHeartbeat("w", 1, DateTimeOffset.UtcNow, WorkerState.Ready, new Epoch(1, 1), ["gpu:0", "gpu:1"], [IngestHarness.Model], [new OwnedPartitions(IngestHarness.Model, [0, 1])], 0, 0)
            {
                GroupLoads = [new GroupLoad(IngestHarness.Model, 1000) { Queued = 500, QueuedDeviceMs = queuedDeviceMs, RequestDeviceMs = 1 }],
            }),
            "w");
    }

    private static Task<CurlAnswer> PostAsync(IngestHarness ingest, string parameters) => Curl.RunAsync(
        ingest.Url("/v2/models/echo/infer"), "-H", "content-type: application/json", "-d", $$"""{"parameters":{{parameters}},"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}]}""");
}
