using System.Globalization;
using Shepherd.Cli.Bench.Control;
using Shepherd.Cli.Bench.Load;
using Shepherd.Client;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Bench.Shift;

/// <summary>
/// The load moves from one model group to another within a second, on workers that have not the memory for all groups: with partitions and models that follow the demand, and with both fixed as fitted the load before, the partitions spread
/// evenly by the planner or as Kafka's cooperative-sticky assignor gives them to consumers on those workers. Broker, planner and workers are processes; each way gets new ones, and the same arrivals.
/// </summary>
internal static class ShiftBenchmark
{
    public const string ByDemand = "demand";

    public const string Spread = "spread";

    public const string Sticky = "cooperative-sticky";

    /// <summary>Of each model; workers have room for some of them.</summary>
    private const int MemoryMb = 100;

    /// <summary>MiB of a device beyond its models: what is between MB and MiB is less than that.</summary>
    private const int MemorySlackMb = 5;

    /// <summary>Shorter than in earnest, where a minute counts: here all is over in one.</summary>
    private const string PlanPeriodS = "5";

    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(120);

    /// <exception cref="InferenceClientException">Something did not start; the message says what.</exception>
    /// <exception cref="ArgumentException">There is not room for all groups.</exception>
    public static async Task<IReadOnlyList<ShiftSide>> RunAsync(ShiftOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        var requests = ShiftLoad.Draw(options);
        // As fits the load before it moves.
        var placement = FixedPlacement.Of([.. Enumerable.Range(0, options.Groups).Select(g => options.RateOf(g, 0))], options.Workers, options.Resident);
        var sides = new List<ShiftSide>();
        foreach (var name in (string[])[ByDemand, Spread, Sticky])
        {
            say(string.Create(CultureInfo.InvariantCulture, $"{name}: {requests.Count} requests in {options.EndS:0} s, the load moves after {options.ShiftAtS:0} s; {MachineLoad.Read()}"));
            sides.Add(await RunAsync(options, name, requests, placement, cancellationToken));
        }

        return sides;
    }

    private static async Task<ShiftSide> RunAsync(ShiftOptions options, string name, List<PlacedRequest> requests, IReadOnlyList<IReadOnlyList<int>> placement, CancellationToken cancellationToken)
    {
        var logs = Directory.CreateDirectory(Path.Combine(options.Logs, name)).FullName;
        string[] groups = [.. Enumerable.Range(0, options.Groups).Select(Group)];
        await using var cluster = await BenchCluster.StartBrokerAsync(null, groups, logs, cancellationToken, options.Partitions);
        if (name == ByDemand)
            cluster.Start("planner", "planner", "--http", "off", "--planner-target", "demand", "--plan-period", PlanPeriodS, "--dwell", PlanPeriodS);
        if (name == Spread)
            cluster.Start("planner", "planner", "--http", "off", "--planner-target", "spread");
        for (var worker = 0; worker < options.Workers; worker++)
            StartWorker(options, cluster, logs, worker, name == ByDemand ? [.. Enumerable.Range(0, options.Groups)] : placement[worker]);
        using var watch = new ControlWatch(cluster.Kafka);
        await watch.UntilAsync(b => b.Count(w => w.State == WorkerState.Ready) == options.Workers, ReadyTimeout, "every worker ready", cancellationToken);
        if (name == Sticky)
            await AssignAsync(options, cluster, placement);
        await watch.UntilAsync(b => b.Sum(w => w.Owned.Sum(o => o.Partitions.Length)) == options.Groups * options.Partitions, ReadyTimeout, "every partition owned", cancellationToken);
        using var load = new PlacedLoad(cluster.Kafka, groups);
        var began = DateTimeOffset.UtcNow;
        var log = await load.RunAsync(requests, CancellationToken.None, cancellationToken);
        var curve = new ShiftCurve(log, ShiftOptions.SloMs * 1_000_000L, (int)options.WarmSeconds, (int)options.EndS, (int)options.ShiftAtS);
        return new ShiftSide(name, curve, log.Lost, log.Repeats, watch.Moves.Count(m => m.At >= began.AddSeconds(options.WarmSeconds) && m.At < began.AddSeconds(options.EndS)), MachineLoad.Read());
    }

    private static void StartWorker(ShiftOptions options, BenchCluster cluster, string logs, int worker, IReadOnlyList<int> groups)
    {
        var folder = Directory.CreateDirectory(Path.Combine(logs, Worker(worker))).FullName;
        var root = ReplayRepository.Write(folder, groups.Select(g => new ReplaySpec(Group(g), ShiftOptions.SloMs, ShiftOptions.SingleMs, ShiftOptions.FullMs, MemoryMb)));
        cluster.Start(
            Worker(worker), "worker", "--name", Worker(worker), "--models", root, "--threads", "1", "--memory-budget", ((options.Resident * MemoryMb) + MemorySlackMb).ToString(CultureInfo.InvariantCulture));
    }

    private static Task AssignAsync(ShiftOptions options, BenchCluster cluster, IReadOnlyList<IReadOnlyList<int>> placement)
    {
        var assignments = StickyAssignment.Of(placement, options.Partitions).SelectMany((partitions, worker) => partitions.GroupBy(p => p.Topic)
            .Select(g => new PlanAssignment(Worker(worker), Group(g.Key), [.. g.Select(p => p.Partition)])));
        return FixedPlan.WriteAsync(cluster.Kafka, [.. assignments], "as the cooperative-sticky assignor gives them to a consumer group");
    }

    private static string Group(int group) => string.Create(CultureInfo.InvariantCulture, $"group-{group}");

    private static string Worker(int worker) => string.Create(CultureInfo.InvariantCulture, $"worker-{worker}");
}
