using Shepherd.Cli.Bench.Load;
using Shepherd.Cli.Bench.Pipeline;

namespace Shepherd.Cli.Bench.Soak;

/// <summary>A worker at saturation for minutes, with requests of 1 kB and 100 kB in turn: what it holds on to shows.</summary>
internal static class SoakBenchmark
{
    private const double BytesPerMib = 1 << 20;

    /// <summary>Requests under way: batches of several, in less than what the embedded broker keeps.</summary>
    private const int InFlight = 64;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Runs it.</summary>
    /// <param name="minutes">How long.</param>
    /// <param name="bootstrapServers">A running Kafka; null: an embedded broker.</param>
    /// <param name="logs">Folder for logs.</param>
    /// <param name="tell">Takes each minute as it ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SoakVerdict> RunAsync(int minutes, string? bootstrapServers, string logs, Action<SoakMinute> tell, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(bootstrapServers, [EchoRepository.Model], logs, cancellationToken);
        var worker = cluster.Start("worker", "worker", "--name", "worker", "--models", EchoRepository.Write(logs), "--threads", "1");
        await cluster.WaitUntilReadyAsync(worker, cancellationToken);
        using var client = new LoadClient(cluster.Kafka);
        var load = new LoadSpec(cluster.Kafka.Topics.Requests(EchoRepository.Model), [EchoRepository.Request(1_000), EchoRepository.Request(100_000)], InFlight, TimeSpan.Zero, Minute);
        var all = new List<SoakMinute>();
        for (var minute = 1; minute <= minutes; minute++)
        {
            var before = await worker.MeasureAsync(ProcessFigures.Ask, cancellationToken);
            var slice = await Task.Run(() => client.Run(load, cancellationToken), cancellationToken);
            var after = await worker.MeasureAsync(ProcessFigures.AskCollected, cancellationToken);
            var side = new PipelineSide();
            side.Add(slice, before, after);
            all.Add(new SoakMinute(minute, side.Rps, side.QuantileMs(0.99), after.HeapBytes / BytesPerMib, after.WorkingSetBytes / BytesPerMib, (after.WorkingSetBytes - after.CommittedBytes) / BytesPerMib));
            tell(all[^1]);
        }

        return new SoakVerdict(all);
    }
}
