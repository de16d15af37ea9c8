using System.Diagnostics;
using System.Globalization;
using Shepherd.Cli.Bench.Control;
using Shepherd.Cli.Bench.Load;
using Shepherd.Cli.Control;
using Shepherd.Client;
using Shepherd.Planner.Http.Replies;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Bench.HandOver;

/// <summary>Moves partitions between workers under a steady load, by pinning whole model groups to one worker after the other, and reads from the results how long each was silent. Broker, planner and every worker are a process each.</summary>
internal static class HandOverBenchmark
{
    /// <summary>A quick model: what is measured is the hand-over.</summary>
    private const double ModelMs = 5;

    private const double FullBatchMs = 10;

    /// <summary>Long enough that nothing expires on a busy machine.</summary>
    private const int SloMs = 30_000;

    private const int MemoryMb = 1;

    /// <summary>Of a group, with everything that may be slow on a busy machine.</summary>
    private static readonly TimeSpan MoveTimeout = TimeSpan.FromSeconds(20);

    private const int AttemptsMax = 5;

    /// <summary>Results of each partition between two moves of it: enough to know its usual spacing.</summary>
    private const int ResultsBetween = 10;

    /// <exception cref="InferenceClientException">Something did not start, or a move did not end; the message says what.</exception>
    public static async Task<HandOverFigures> RunAsync(HandOverOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        string[] groups = [.. Enumerable.Range(0, options.Groups).Select(g => string.Create(CultureInfo.InvariantCulture, $"group-{g}"))];
        string[] names = [.. Enumerable.Range(0, options.Workers).Select(w => string.Create(CultureInfo.InvariantCulture, $"worker-{w}"))];
        var root = ReplayRepository.Write(options.Logs, groups.Select(g => new ReplaySpec(g, SloMs, ModelMs, FullBatchMs, MemoryMb)));
        var http = FreePort.Address();
        await using var cluster = await BenchCluster.StartAsync(null, groups, options.Logs, cancellationToken, options.Partitions, ["--http", http]);
        foreach (var name in names)
            cluster.Start(name, "worker", "--name", name, "--models", root, "--threads", "1");
        using var watch = new ControlWatch(cluster.Kafka);
        var partitions = options.Groups * options.Partitions;
        await watch.UntilAsync(b => b.Count == names.Length && b.All(w => w.State == WorkerState.Ready) && Owned(b) == partitions, MoveTimeout * 3, "every worker ready, every partition owned", cancellationToken);
        using var planner = new PlannerClient(new Uri($"http://{http}"), key: null);
        // A planner's first command takes many times what later ones do.
        await PinAsync(planner, groups[0], new CommandBody { By = "bench", Workers = [names[0]], DryRun = true }, cancellationToken);
        using var load = new PlacedLoad(cluster.Kafka, groups);
        using var enough = new CancellationTokenSource();
        say(string.Create(CultureInfo.InvariantCulture, $"{options.Workers} workers, {partitions} partitions, {partitions * options.RateRps:0} requests/s; {MachineLoad.Read()}"));
        var running = load.RunAsync(Requests(options), enough.Token, cancellationToken);
        try
        {
            await MoveAsync(options, groups, names, watch, load, planner, say, cancellationToken);
        }
        finally
        {
            await enough.CancelAsync();
        }

        var log = await running;
        return new HandOverFigures(log, [.. watch.Moves.Where(m => m.From.Length > 0)], ModelMs, MachineLoad.Read());
    }

    private static async Task MoveAsync(HandOverOptions options, string[] groups, string[] names, ControlWatch watch, PlacedLoad load, PlannerClient planner, Action<string> say, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await SettleAsync(options, load, cancellationToken);
        for (var (round, moved) = (0, 0); moved < options.Moves && Stopwatch.GetElapsedTime(began).TotalSeconds < options.Seconds; round++)
        {
            for (var group = 0; group < groups.Length && moved < options.Moves; group++)
            {
                var (name, to) = (groups[group], names[(round + group) % names.Length]);
                moved += options.Partitions - Owned(watch.Beats.Where(b => b.Worker == to), name);
                await PinAsync(planner, name, new CommandBody { By = "bench", Workers = [to] }, cancellationToken);
                await watch.UntilAsync(b => Owned(b.Where(w => w.Worker == to), name) == options.Partitions, MoveTimeout, $"{name} at {to}", cancellationToken);
                await SettleAsync(options, load, cancellationToken);
            }

            say(string.Create(CultureInfo.InvariantCulture, $"{moved} partitions moved, {load.AnsweredCount} of {load.SentCount} requests answered"));
        }
    }

    /// <summary>Again where no answer came in time, as on a busy machine: said twice it changes nothing.</summary>
    private static async Task PinAsync(PlannerClient planner, string group, CommandBody body, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await planner.CommandAsync($"v1/groups/{group}/pin", body, cancellationToken);
                return;
            }
            catch (InferenceClientException) when (attempt < AttemptsMax)
            {
                // The last one's error is told.
            }
        }
    }

    private static async Task SettleAsync(HandOverOptions options, PlacedLoad load, CancellationToken cancellationToken)
    {
        var until = load.AnsweredCount + (ResultsBetween * options.Groups * options.Partitions);
        var began = Stopwatch.GetTimestamp();
        while (load.AnsweredCount < until)
        {
            if (Stopwatch.GetElapsedTime(began) > MoveTimeout)
                throw new InferenceClientException($"no results for {MoveTimeout.TotalSeconds} s: {load.SentCount - load.AnsweredCount} requests wait");
            await Task.Delay(10, cancellationToken);
        }
    }

    private static int Owned(IEnumerable<WorkerHeartbeat> beats, string? group = null) =>
        beats.Sum(b => b.Owned.Where(o => group is null || o.Group == group).Sum(o => o.Partitions.Length));

    /// <summary>All partitions in turn, evenly: gaps are the hand-over's then, and not those of random arrivals.</summary>
    private static IEnumerable<PlacedRequest> Requests(HandOverOptions options)
    {
        var partitions = options.Groups * options.Partitions;
        var stepNs = 1e9 / (options.RateRps * partitions);
        for (long i = 0; ; i++)
            yield return new PlacedRequest((long)(i * stepNs), (int)(i % partitions) / options.Partitions, (int)(i % options.Partitions));
    }
}
