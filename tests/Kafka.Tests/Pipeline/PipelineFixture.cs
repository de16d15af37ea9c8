using System.Globalization;
using Shepherd.Client.Cluster;
using Shepherd.GpuWorker;
using Shepherd.Planner;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>Kafka, a planner and one worker with the real models, all serving. One for all tests of a class.</summary>
public sealed class PipelineFixture : IAsyncLifetime
{
    /// <summary>Small enough to test the request limit with a record that the broker still takes.</summary>
    public const int RequestBytesMax = 600_000;

    private readonly KafkaFixture _kafka = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _hosts = Task.CompletedTask;

    public KafkaFixture Kafka => _kafka;

    public KafkaOptions Options => _kafka.Options;

    /// <summary>The repository with the fetched weights; skips the test where they are missing.</summary>
    public static string Models
    {
        get
        {
            var models = Path.Combine(Repository.Root, "models");
            Skip.IfNot(File.Exists(Path.Combine(models, Angle, "1", "model.onnx")), "the models are missing: run eng/models.sh");
            return models;
        }
    }

    public const string Angle = "ppocr-angle";

    public async Task InitializeAsync()
    {
        var models = Path.Combine(Repository.Root, "models");
        if (!File.Exists(Path.Combine(models, Angle, "1", "model.onnx")))
            return;
        var groups = WorkerHost.FindGroups(models);
        await _kafka.CreateTopicsAsync(Options.Topics, groups);
        _hosts = Task.WhenAll(
            PlannerHost.RunAsync(new PlannerOptions { Kafka = Options, Name = "planner" }, _stop.Token),
            WorkerHost.RunAsync(new WorkerOptions { Kafka = Options, Name = "worker", Models = models, Threads = 1, RequestBytesMax = RequestBytesMax }, _stop.Token));
        using var cluster = new ClusterReader(Options);
        var ready = cluster.WaitUntilReadyAsync(TimeSpan.FromSeconds(120));
        // A host that fails at its start would otherwise only show as a time-out.
        await await Task.WhenAny(ready, _hosts);
        await ready;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _hosts;
        _kafka.Dispose();
        _stop.Dispose();
    }

    /// <summary>Values for the angle model: UINT8 [1, 48, 192, 3].</summary>
    public static Schemas.Tensor AngleInput(byte value = 200) =>
        new("x", Schemas.TensorDatatype.UInt8, [1, 48, 192, 3], Enumerable.Repeat(value, 48 * 192 * 3).ToArray());

    public static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);
}
