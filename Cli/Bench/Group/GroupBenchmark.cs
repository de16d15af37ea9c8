using System.Globalization;
using Shepherd.Cli.Bench.Load;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;

namespace Shepherd.Cli.Bench.Group;

/// <summary>
/// Workers of one device each as one serving group against the same workers alone, over Kafka, with the same arrivals: what one queue is worth, beside what the simulator says it is. All workers are one process, since what
/// they play takes time and no core; broker, planner and sender are others.
/// </summary>
internal static class GroupBenchmark
{
    /// <summary>Partitions for each worker, so that alone each has as many requests as another.</summary>
    private const int PartitionsPerWorker = 4;

    /// <summary>
    /// The embedded broker answers a waiting fetch after this time and no sooner. Its default of 1 ms keeps twelve workers' fetches busy for the sake of milliseconds that the slowed models do not notice.
    /// </summary>
    private const string FetchWaitMs = "20";

    /// <exception cref="Client.InferenceClientException">Something did not start; the message says what.</exception>
    public static async Task<IReadOnlyList<GroupFigures>> RunAsync(GroupBenchOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        var study = new StudyModels(options);
        var root = study.Write(options.Logs);
        return
        [
            await RunAsync(options, study, root, grouped: false, say, cancellationToken),
            await RunAsync(options, study, root, grouped: true, say, cancellationToken),
        ];
    }

    private static async Task<GroupFigures> RunAsync(GroupBenchOptions options, StudyModels study, string root, bool grouped, Action<string> say, CancellationToken cancellationToken)
    {
        var simulated = Simulate(options, study, grouped);
        say($"{options.Workers} workers {(grouped ? "as one group" : "alone")}: {study.Arrivals.Count} requests in {options.Seconds} s; the simulator says {simulated.ToString("0.000", CultureInfo.InvariantCulture)} in SLO");
        var logs = Directory.CreateDirectory(Path.Combine(options.Logs, grouped ? "group" : "alone")).FullName;
        string[] planner = grouped ? ["--serving-group-devices", options.Workers.ToString(CultureInfo.InvariantCulture)] : [];
        await using var cluster = await BenchCluster.StartAsync(null, [StudyModels.Group], logs, cancellationToken, PartitionsPerWorker * options.Workers, planner);
        string[] peers = grouped ? ["--peers"] : [];
        cluster.Set("fetch.wait.max.ms", FetchWaitMs);
        var workers = cluster.Start("workers", ["bench", "workers", "--count", options.Workers.ToString(CultureInfo.InvariantCulture), "--models", root, .. peers]);
        await cluster.WaitUntilReadyAsync(workers, cancellationToken);
        var load = new StudyLoad(cluster.Kafka, study);
        await load.WarmAsync(options.Workers, cancellationToken);
        var (ok, inSlo, ranOn) = await load.RunAsync(cancellationToken);
        return new GroupFigures(grouped ? 1 : options.Workers, study.Arrivals.Count, inSlo, ok, ranOn, simulated, options.Seconds);
    }

    /// <summary>Segments cost nothing here, since what they cost would be in a model's profile, and a replayed one has none.</summary>
    private static double Simulate(GroupBenchOptions options, StudyModels study, bool grouped)
    {
        var terms = PreemptionTerms.Measured(PreemptionKind.Suspend) with { ExitPoints = StudyModels.Segments, SegmentCost = 0 };
        var scenario = new Scenario(study.Models, options.Workers, (long)(options.Seconds * 1e9), options.Seed, terms) { GroupDevices = grouped ? options.Workers : 1 };
        return Simulation.Run(scenario, () => PolicyCatalog.Create(PolicyCatalog.Default)).Attainment;
    }
}
