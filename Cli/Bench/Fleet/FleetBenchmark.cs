using System.Diagnostics;
using System.Globalization;
using Shepherd.Cli.Bench.Control;
using Shepherd.Cli.Bench.Load;
using Shepherd.Cli.Dev;
using Shepherd.Client;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Bench.Fleet;

/// <summary>Many workers of replayed models, in a few processes, against one planner: they come, one process is killed, another comes in its place, all under a light load.</summary>
internal sealed class FleetBenchmark
{
    private const double ModelMs = 5;

    private const double FullBatchMs = 10;

    /// <summary>Longer than anything here may take: what is asked is whether every request is answered.</summary>
    private const int SloMs = 120_000;

    private const int MemoryMb = 1;

    private const double BytesPerMib = 1 << 20;

    /// <summary>The embedded broker is one thread, and answers a waiting fetch after this time and no sooner; with hundreds of clients the usual time would keep it busy with nothing else. Hand-overs take a multiple of it.</summary>
    private const string FetchWaitMs = "250";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(6);

    private readonly FleetOptions _options;
    private readonly BenchCluster _cluster;
    private readonly ChildProcess _planner;
    private readonly ControlWatch _watch;
    private readonly string _root;
    private readonly Action<string> _say;
    private readonly List<FleetPhase> _phases = [];

    private FleetBenchmark(FleetOptions options, BenchCluster cluster, ChildProcess planner, ControlWatch watch, string root, Action<string> say) =>
        (_options, _cluster, _planner, _watch, _root, _say) = (options, cluster, planner, watch, root, say);

    /// <exception cref="InferenceClientException">Something did not start, or partitions stayed without an owner; the message says what.</exception>
    public static async Task<FleetFigures> RunAsync(FleetOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        string[] groups = [.. Enumerable.Range(0, options.Groups).Select(g => string.Create(CultureInfo.InvariantCulture, $"group-{g}"))];
        var root = ReplayRepository.Write(options.Logs, groups.Select(g => new ReplaySpec(g, SloMs, ModelMs, FullBatchMs, MemoryMb)));
        await using var cluster = await BenchCluster.StartBrokerAsync(null, groups, options.Logs, cancellationToken, options.Partitions);
        var planner = cluster.Start("planner", "planner", "--http", "off");
        using var watch = new ControlWatch(cluster.Kafka);
        using var load = new PlacedLoad(cluster.Kafka, groups);
        cluster.Set("fetch.wait.max.ms", FetchWaitMs);
        return await new FleetBenchmark(options, cluster, planner, watch, root, say).RunAsync(load, cancellationToken);
    }

    private async Task<FleetFigures> RunAsync(PlacedLoad load, CancellationToken cancellationToken)
    {
        var doomed = await PhaseAsync($"{_options.Workers} workers start", () => StartAll(), _ => true, cancellationToken);
        using var enough = new CancellationTokenSource();
        var running = load.RunAsync(Requests(), enough.Token, cancellationToken);
        var (before, beats, plans) = (await AskAsync(cancellationToken), _watch.BeatCount, _watch.PlanCount);
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(_options.Seconds), cancellationToken);
        var (after, seconds) = (await AskAsync(cancellationToken), Stopwatch.GetElapsedTime(began).TotalSeconds);
        var (beatsPerS, steadyPlans) = ((_watch.BeatCount - beats) / seconds, _watch.PlanCount - plans);
        var gone = _options.WorkersOf(0);
        bool Lives(string worker) => Number(worker) >= gone;
        await PhaseAsync($"{gone} of them are killed", () => Kill(doomed), Lives, cancellationToken);
        await PhaseAsync($"{gone} others come", () => StartOne(_options.Processes, _options.Workers, gone), Lives, cancellationToken);
        await enough.CancelAsync();
        var log = await running;
        return new FleetFigures(
            _phases, (after.CpuMs - before.CpuMs) / seconds / 10, after.WorkingSetBytes / BytesPerMib, after.HeapBytes / BytesPerMib, beatsPerS, steadyPlans, [.. _watch.Moves.Where(m => m.From.Length > 0).Select(m => m.ActualMs ?? 0)], log.Sent.Count, log.Lost, log.Repeats, MachineLoad.Read());
    }

    /// <summary>Does something, and waits until every worker that is to be there is ready and has its share, and every partition has one owner.</summary>
    private async Task<ChildProcess> PhaseAsync(string what, Func<(ChildProcess Process, int Workers)> act, Func<string, bool> counts, CancellationToken cancellationToken)
    {
        var (before, plans, epoch) = (await AskAsync(cancellationToken), _watch.PlanCount, _watch.Plan?.Epoch);
        var began = Stopwatch.GetTimestamp();
        double? planned = null;
        var (process, workers) = act();
        try
        {
            await _watch.UntilAsync(
                heard =>
                {
                    if (planned is null && _watch.Plan?.Epoch is { } now && now != epoch)
                        planned = Stopwatch.GetElapsedTime(began).TotalSeconds;
                    return heard.Count(b => counts(b.Worker) && b.State == WorkerState.Ready && (b.Owned.Count > 0 || workers > _options.PartitionsInAll)) == workers && IsDone(heard, counts);
                },
                Timeout,
                what,
                cancellationToken);
        }
        catch (InferenceClientException e)
        {
            var ready = _watch.Beats.Count(b => counts(b.Worker) && b.State == WorkerState.Ready);
            throw new InferenceClientException($"{e.Message}: {ready} of {workers} workers are ready, {_watch.Beats.Where(b => counts(b.Worker)).Sum(b => b.Owned.Sum(o => o.Partitions.Length))} of {_options.PartitionsInAll} partitions owned");
        }

        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = await AskAsync(cancellationToken);
        _phases.Add(new FleetPhase(what, planned, took, _watch.PlanCount - plans, after.CpuMs - before.CpuMs));
        _say(string.Create(CultureInfo.InvariantCulture, $"{what}: all partitions owned after {took:0.0} s; {MachineLoad.Read()}"));
        return process;
    }

    /// <summary>Nobody waits for a plan that is under way: what is assigned is what is to be.</summary>
    private bool IsDone(IReadOnlyList<WorkerHeartbeat> heard, Func<string, bool> counts) =>
        OwnedOnce.Is(heard, _options.PartitionsInAll, counts) && (_watch.Plan?.Assignments ?? []).All(a => counts(a.Worker));

    private (ChildProcess, int) StartAll()
    {
        var (first, processes) = (0, new List<ChildProcess>());
        for (var process = 0; process < _options.Processes; process++)
        {
            processes.Add(StartOne(process, first, _options.WorkersOf(process)).Process);
            first += _options.WorkersOf(process);
        }

        return (processes[0], _options.Workers);
    }

    private (ChildProcess Process, int Workers) StartOne(int process, int first, int count) =>
        (_cluster.Start(
            string.Create(CultureInfo.InvariantCulture, $"workers-{process}"),
            "bench", "workers", "--count", count.ToString(CultureInfo.InvariantCulture), "--first", first.ToString(CultureInfo.InvariantCulture), "--models", _root), _options.Workers);

    private (ChildProcess, int) Kill(ChildProcess doomed)
    {
        using var process = Process.GetProcessById(doomed.Id);
        process.Kill();
        return (doomed, _options.Workers - _options.WorkersOf(0));
    }

    private Task<ProcessFigures> AskAsync(CancellationToken cancellationToken) => _planner.MeasureAsync(ProcessFigures.Ask, cancellationToken);

    private static int Number(string worker) => int.Parse(worker.AsSpan(worker.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);

    /// <summary>All partitions in turn.</summary>
    private IEnumerable<PlacedRequest> Requests()
    {
        for (long i = 0; ; i++)
            yield return new PlacedRequest((long)(i / _options.RateRps * 1e9), (int)(i % _options.PartitionsInAll) / _options.Partitions, (int)(i % _options.Partitions));
    }
}
