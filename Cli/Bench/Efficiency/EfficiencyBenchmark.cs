using System.Diagnostics;
using System.Globalization;
using Shepherd.Cli.Bench.Load;
using Shepherd.Cli.Dev;
using Shepherd.GpuWorker.Benchmarks;
using Shepherd.Schemas;

namespace Shepherd.Cli.Bench.Efficiency;

/// <summary>The models of a repository through broker and worker, against the same models called in a loop at their best batch size with as many threads. Slices alternate.</summary>
internal static class EfficiencyBenchmark
{
    /// <summary>Of a model and side: enough that a disturbance of seconds meets both.</summary>
    private const int Slices = 4;

    /// <summary>Batches under way: one that runs, one that is next, and as many on their way there and back.</summary>
    private const int BatchesInFlight = 6;

    /// <summary>Bytes under way: a partition of the embedded broker keeps 5 MiB.</summary>
    private const int InFlightBytesMax = 4_000_000;

    /// <summary>Batches to take the medians of, for what is done around a run.</summary>
    private const int ShareTimes = 15;

    private static readonly TimeSpan Warm = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan FirstWarm = TimeSpan.FromSeconds(2);

    /// <summary>Measures every model.</summary>
    /// <param name="models">Model repository.</param>
    /// <param name="threads">CPU threads of a run, on both sides.</param>
    /// <param name="seconds">Measured time, all models and both sides together.</param>
    /// <param name="bootstrapServers">A running Kafka; null: an embedded broker.</param>
    /// <param name="logs">Folder for logs.</param>
    /// <param name="say">Takes a line of progress.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<EfficiencyRow>> RunAsync(string models, int threads, double seconds, string? bootstrapServers, string logs, Action<string> say, CancellationToken cancellationToken)
    {
        var bare = BareModel.Load(models, threads);
        try
        {
            await using var cluster = await BenchCluster.StartAsync(bootstrapServers, [.. bare.Select(m => m.Group).Distinct()], logs, cancellationToken);
            var worker = cluster.Start("worker", "worker", "--name", "worker", "--models", models, "--threads", threads.ToString(CultureInfo.InvariantCulture));
            await cluster.WaitUntilReadyAsync(worker, cancellationToken);
            using var client = new LoadClient(cluster.Kafka);
            var slice = TimeSpan.FromSeconds(seconds / (2 * Slices * bare.Count));
            var rows = new List<EfficiencyRow>();
            foreach (var model in bare)
            {
                say(model.Name);
                rows.Add(await Task.Run(() => MeasureAsync(model, client, worker, cluster.Kafka.Topics, slice, cancellationToken), cancellationToken));
            }

            return rows;
        }
        finally
        {
            foreach (var model in bare)
                model.Dispose();
        }
    }

    private static async Task<EfficiencyRow> MeasureAsync(BareModel model, LoadClient client, ChildProcess worker, TopicNames topics, TimeSpan slice, CancellationToken cancellationToken)
    {
        var value = model.Encode();
        var load = new LoadSpec(topics.Requests(model.Group), [value], Math.Max(model.MaxBatch, Math.Min(BatchesInFlight * model.MaxBatch, InFlightBytesMax / value.Length)), Warm, slice) { Model = model.Name };
        client.Run(load with { Warm = FirstWarm, Measured = TimeSpan.Zero }, cancellationToken);
        var batch = model.FindBestBatch();
        var (gather, collect) = model.MeasureShares(batch, ShareTimes);
        var (bare, pipeline) = (new EfficiencySide(), new EfficiencySide());
        for (var i = 0; i < Slices; i++)
        {
            var (cpuMs, began) = (OwnCpuMs(), Stopwatch.GetTimestamp());
            var bareRps = model.Run(batch, slice);
            bare.Add(bareRps, OwnCpuMs() - cpuMs, bareRps * Stopwatch.GetElapsedTime(began).TotalSeconds);
            var before = await worker.MeasureAsync(ProcessFigures.Ask, cancellationToken);
            var run = client.Run(load, cancellationToken);
            pipeline.Add(run.Rps, (await worker.MeasureAsync(ProcessFigures.Ask, cancellationToken)).CpuMs - before.CpuMs, run.Sent);
        }

        return new EfficiencyRow(model.Name, model.Shape, batch, bare, pipeline, gather, collect);
    }

    /// <summary>Of this process, which does nothing else while the bare loop runs.</summary>
    private static double OwnCpuMs()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalMilliseconds;
    }
}
