using Shepherd.Cli.Bench.Load;
using Shepherd.Cli.Dev;

namespace Shepherd.Cli.Bench.Pipeline;

/// <summary>
/// The worker with a model that answers its input, against the client library sending records back, over one broker. Their slices alternate, so that whatever else the machine does meets both; both run all the time, and the one that is not asked
/// polls as it would anyway.
/// </summary>
internal sealed class PipelineBenchmark
{
    /// <summary>Records that go to the raw client. No worker offers this group, so the planner leaves its topic alone.</summary>
    private const string RawGroup = "raw";

    private const int SmallBytes = 1_000;
    private const int LargeBytes = 100_000;

    /// <summary>Bytes under way in a closed loop. A partition of the embedded broker keeps 5 MiB, and all requests may fall on few.</summary>
    private const int WindowBytes = 4_000_000;

    /// <summary>Small requests under way: many batches, and fewer than a worker takes at once.</summary>
    private const int WindowMax = 256;

    /// <summary>Slices of a cell and system: enough that a disturbance of seconds meets both.</summary>
    private const int Slices = 4;

    private const int Cells = 8;

    /// <summary>Of each slice, for caches and for what the other system left behind.</summary>
    private static readonly TimeSpan Warm = TimeSpan.FromMilliseconds(250);

    /// <summary>Before the first slice of a system and size: until the code that runs is the compiled one.</summary>
    private static readonly TimeSpan FirstWarm = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _measured;
    private readonly LoadClient _client;
    private readonly (ChildProcess Process, string Topic) _raw;
    private readonly (ChildProcess Process, string Topic) _worker;

    private PipelineBenchmark(PipelineOptions options, LoadClient client, (ChildProcess Process, string Topic) raw, (ChildProcess Process, string Topic) worker)
    {
        (_client, _raw, _worker) = (client, raw, worker);
        _measured = TimeSpan.FromSeconds(options.Seconds / (Cells * Slices));
    }

    /// <summary>Measures everything.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="say">Takes a line of progress.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Shepherd.Client.InferenceClientException">A process ended, or a request was not answered.</exception>
    public static async Task<PipelineFigures> RunAsync(PipelineOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(options.BootstrapServers, [EchoRepository.Model, RawGroup], options.LogFolder, cancellationToken);
        var topics = cluster.Kafka.Topics;
        var worker = cluster.Start("worker", ["worker", "--name", "worker", "--models", EchoRepository.Write(options.LogFolder), "--threads", "1", .. options.WorkerArguments]);
        var raw = cluster.Start("raw", "bench", "raw", "--requests", topics.Requests(RawGroup));
        await raw.ReadLineAsync(cancellationToken);
        await cluster.WaitUntilReadyAsync(worker, cancellationToken);
        using var client = new LoadClient(cluster.Kafka);
        var benchmark = new PipelineBenchmark(options, client, (raw, topics.Requests(RawGroup)), (worker, topics.Requests(EchoRepository.Model)));
        var cells = new List<PipelineCell>();
        foreach (var bytes in (int[])[SmallBytes, LargeBytes])
        {
            await benchmark.WarmUpAsync(bytes, cancellationToken);
            say($"{bytes} bytes");
            cells.AddRange(await benchmark.MeasureAsync(bytes, cancellationToken));
        }

        return new PipelineFigures(cells);
    }

    private async Task WarmUpAsync(int bytes, CancellationToken cancellationToken)
    {
        foreach (var topic in (string[])[_raw.Topic, _worker.Topic])
            await Task.Run(() => _client.Run(Spec(topic, bytes, rateRps: null) with { Warm = FirstWarm, Measured = TimeSpan.Zero }, cancellationToken), cancellationToken);
    }

    private async Task<PipelineCell[]> MeasureAsync(int bytes, CancellationToken cancellationToken)
    {
        var full = new PipelineCell(bytes, false, new PipelineSide(), new PipelineSide());
        var half = new PipelineCell(bytes, true, new PipelineSide(), new PipelineSide());
        for (var i = 0; i < Slices; i++)
        {
            // Each goes first as often as the other.
            var isWorkerFirst = i % 2 == 1;
            var rawRps = await MeasureAsync(full, rateRps: null, isWorkerFirst, cancellationToken);
            // Half of what it could do just now: what else the machine does changes.
            await MeasureAsync(half, rawRps / 2, isWorkerFirst, cancellationToken);
        }

        return [full, half];
    }

    /// <summary>One slice of each.</summary>
    /// <returns>Requests a second of the raw client.</returns>
    private async Task<double> MeasureAsync(PipelineCell cell, double? rateRps, bool isWorkerFirst, CancellationToken cancellationToken)
    {
        var rawRps = 0.0;
        foreach (var isWorker in (bool[])[isWorkerFirst, !isWorkerFirst])
        {
            var (process, topic) = isWorker ? _worker : _raw;
            var before = await process.MeasureAsync(ProcessFigures.Ask, cancellationToken);
            var slice = await Task.Run(() => _client.Run(Spec(topic, cell.Bytes, rateRps), cancellationToken), cancellationToken);
            (isWorker ? cell.Worker : cell.Raw).Add(slice, before, await process.MeasureAsync(ProcessFigures.Ask, cancellationToken));
            if (!isWorker)
                rawRps = slice.Rps;
        }

        return rawRps;
    }

    private LoadSpec Spec(string topic, int bytes, double? rateRps) =>
        new(topic, [EchoRepository.Request(bytes)], Math.Min(WindowMax, WindowBytes / bytes), Warm, _measured) { RateRps = rateRps };
}
