using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Dev;
using Shepherd.Client;
using Shepherd.Client.Cluster;
using Shepherd.Client.Control;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Bench.Load;

/// <summary>Broker, planner and what is to be measured, each a process of its own, so that what each uses can be told apart. Disposing it ends them.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(120);

    private readonly List<ChildProcess> _children = [];
    private readonly string _logs;

    /// <summary>As the benchmarks call it.</summary>
    private const string KafkaOption = "--kafka";

    /// <summary>To reach a Kafka that is said to run.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    private BenchCluster(string logs) => _logs = logs;

    public KafkaOptions Kafka { get; private set; } = new() { BootstrapServers = "" };

    /// <summary>Starts broker and planner.</summary>
    public static async Task<BenchCluster> StartAsync(
        string? bootstrapServers,
        IReadOnlyList<string> groups,
        string logs,
        CancellationToken cancellationToken,
        int partitions = TopicNames.RequestPartitions,
        params IEnumerable<string> planner)
    {
        var cluster = await StartBrokerAsync(bootstrapServers, groups, logs, cancellationToken, partitions);
        List<string> arguments = [.. planner];
        // Its usual port may be another cluster's.
        if (!arguments.Contains("--http"))
            arguments.AddRange(["--http", "off"]);
        cluster.Start("planner", ["planner", .. arguments]);
        return cluster;
    }

    /// <summary>Starts the broker alone.</summary>
    /// <param name="bootstrapServers">A running Kafka, which gets topics of a prefix of its own; null: an embedded broker.</param>
    /// <param name="groups">Model groups to make topics for.</param>
    /// <param name="logs">Folder for the processes' logs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="partitions">Partitions of each request topic of an embedded broker.</param>
    /// <exception cref="InferenceClientException">The broker did not start.</exception>
    public static async Task<BenchCluster> StartBrokerAsync(string? bootstrapServers, IReadOnlyList<string> groups, string logs, CancellationToken cancellationToken, int partitions = TopicNames.RequestPartitions)
    {
        var cluster = new BenchCluster(logs);
        try
        {
            cluster.Kafka = bootstrapServers is null ? await cluster.EmbedAsync(groups, partitions, cancellationToken) : await UseAsync(bootstrapServers, groups, ConnectTimeout, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sets what clients that start from now on are told.</summary>
    public void Set(string setting, string value) => Kafka = Kafka with { Properties = new Dictionary<string, string>(Kafka.Properties, StringComparer.Ordinal) { [setting] = value } };

    /// <summary>Starts this program with a command and what it needs to reach Kafka.</summary>
    public ChildProcess Start(string name, params IEnumerable<string> command) =>
        Spawn(name, [
            .. command, "--bootstrap-server", Kafka.BootstrapServers, "--prefix", Kafka.Topics.Prefix,
            .. Kafka.Properties.SelectMany(p => new[] { "--kafka", $"{p.Key}={p.Value}" }),
        ]);

    /// <summary>The same for one that the caller ends before the cluster does.</summary>
    public ChildProcess StartAlone(string name, params IEnumerable<string> command)
    {
        var child = Start(name, command);
        _children.Remove(child);
        return child;
    }

    /// <summary>Waits until the worker serves all partitions.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public async Task WaitUntilReadyAsync(ChildProcess worker, CancellationToken cancellationToken)
    {
        using var reader = new ClusterReader(Kafka);
        var ready = reader.WaitUntilReadyAsync(ReadyTimeout, cancellationToken);
        if (await Task.WhenAny(ready, worker.Exited) == worker.Exited)
            throw new InferenceClientException($"{worker.Name} ended at its start:\n{worker.LogTail()}");
        await ready;
    }

    public async ValueTask DisposeAsync()
    {
        // The broker goes last, so that the others can say what they have to.
        foreach (var child in Enumerable.Reverse(_children))
            await child.DisposeAsync();
    }

    /// <exception cref="InferenceClientException">No broker answered in time.</exception>
    internal static async Task<KafkaOptions> UseAsync(string servers, IReadOnlyList<string> groups, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var kafka = new KafkaOptions { BootstrapServers = servers, Topics = new TopicNames($"shepherd-bench-{Guid.NewGuid():N}"[..21]) };
        await BrokerConnection.WaitAsync(kafka, timeout, NullLogger.Instance, cancellationToken, KafkaOption);
        IEnumerable<TopicSpecification> topics = TopicSetup.ControlTopics(kafka.Topics).Concat(groups.SelectMany(g => TopicSetup.GroupTopics(kafka.Topics, g, TopicNames.RequestPartitions)));
        await TopicSetup.EnsureAsync(kafka, topics);
        return kafka;
    }

    private async Task<KafkaOptions> EmbedAsync(IReadOnlyList<string> groups, int partitions, CancellationToken cancellationToken)
    {
        var prefix = new TopicNames().Prefix;
        var broker = Spawn("broker", ["broker", "--prefix", prefix, "--partitions", partitions.ToString(System.Globalization.CultureInfo.InvariantCulture), .. groups.SelectMany(g => new[] { "--group", g })]);
        var line = await broker.ReadLineAsync(cancellationToken) ?? throw new InferenceClientException($"the embedded broker did not start:\n{broker.LogTail()}");
        return BrokerCommand.Parse(line, prefix);
    }

    private ChildProcess Spawn(string name, IEnumerable<string> arguments)
    {
        var child = ChildProcess.Start(name, arguments, _logs, (_, _) => { });
        _children.Add(child);
        return child;
    }
}
