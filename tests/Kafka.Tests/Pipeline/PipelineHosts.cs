using Shepherd.Client.Cluster;
using Shepherd.GpuWorker;
using Shepherd.Planner;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>A planner and a worker, or several, in this process, serving a repository on a Kafka.</summary>
public sealed class PipelineHosts : IAsyncDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(120);

    private readonly CancellationTokenSource _stop = new();
    private Task[] _hosts = [];

    private PipelineHosts(KafkaOptions options) => Options = options;

    public KafkaOptions Options { get; }

    /// <summary>Starts them under a topic prefix, and returns when every partition is consumed.</summary>
    /// <param name="kafka">Where.</param>
    /// <param name="options">Prefix to use.</param>
    /// <param name="models">Repository.</param>
    /// <param name="configure">Changes the worker's options.</param>
    /// <param name="workers">Workers of the same kind.</param>
    public static async Task<PipelineHosts> StartAsync(KafkaFixture kafka, KafkaOptions options, string models, Func<WorkerOptions, WorkerOptions>? configure = null, int workers = 1)
    {
        await kafka.CreateTopicsAsync(options.Topics, WorkerHost.FindGroups(models));
        var worker = new WorkerOptions { Kafka = options, Name = "worker", Models = models, Threads = 1 };
        var hosts = new PipelineHosts(options);
        hosts._hosts =
        [
            PlannerHost.RunAsync(new PlannerOptions { Kafka = options, Name = "planner" }, hosts._stop.Token),
            .. Enumerable.Range(0, workers).Select(i => WorkerHost.RunAsync((configure?.Invoke(worker) ?? worker) with { Name = i == 0 ? worker.Name : $"{worker.Name}-{i}" }, hosts._stop.Token)),
        ];
        using var cluster = new ClusterReader(options);
        var ready = cluster.WaitUntilReadyAsync(ReadyTimeout, hosts._stop.Token);
        // A host that fails at its start would otherwise only show as a time-out.
        var first = await Task.WhenAny([ready, .. hosts._hosts]);
        if (first != ready)
            await hosts._stop.CancelAsync();
        await first;
        await ready;
        return hosts;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_hosts);
        _stop.Dispose();
    }
}
