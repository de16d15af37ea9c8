using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Shepherd.Cli.Commands;
using Shepherd.Client;
using Shepherd.Client.Cluster;
using Shepherd.Client.Control;
using Shepherd.GpuWorker;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Dev;

/// <summary>Broker, planner, workers and HTTP front as separate processes on this machine.</summary>
internal sealed class DevCluster : ICluster
{
    private readonly List<ChildProcess> _children = [];
    private readonly SortedDictionary<string, Uri> _workerAddresses = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Uri> _plannerAddresses = new(StringComparer.Ordinal);
    private readonly DevOptions _options;
    private readonly Action<string, string> _onLine;

    private DevCluster(DevOptions options, Action<string, string> onLine)
    {
        _options = options;
        _onLine = onLine;
    }

    public KafkaOptions Kafka { get; private set; } = new() { BootstrapServers = "" };

    public Uri HttpAddress { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where gRPC is served, in the clear.</summary>
    public Uri GrpcAddress { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where the first planner takes commands.</summary>
    public Uri PlannerAddress { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where each planner serves HTTP, by its name; the one that leads takes commands.</summary>
    public IReadOnlyDictionary<string, Uri> PlannerAddresses => _plannerAddresses;

    /// <summary>Where each worker serves metrics and health, by its name.</summary>
    public IReadOnlyDictionary<string, Uri> WorkerAddresses => _workerAddresses;

    public IReadOnlyList<ChildProcess> Children => _children;

    /// <summary>Starts everything and returns when requests are served.</summary>
    /// <param name="options">What to start.</param>
    /// <param name="say">Takes a line of progress for people.</param>
    /// <param name="onLine">Takes process name and line of everything the processes log.</param>
    /// <param name="cancellationToken">Gives up and ends what was started.</param>
    /// <exception cref="InferenceClientException">A process ended, or the cluster was not ready in time; the message says which and why.</exception>
    public static async Task<DevCluster> StartAsync(DevOptions options, Action<string> say, Action<string, string> onLine, CancellationToken cancellationToken)
    {
        var cluster = new DevCluster(options, onLine);
        try
        {
            await cluster.StartAsync(say, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<IInferenceClient> ConnectAsync(CancellationToken cancellationToken) =>
        await InferenceClient.ConnectAsync(Kafka, new InferenceClientOptions { InFlightBytesMax = RunningCluster.InFlightBytesMax }, cancellationToken);

    /// <summary>Starts a further worker; one of the same name that still runs is ended first.</summary>
    /// <param name="name">Its name in the cluster.</param>
    /// <param name="arguments">Beyond those of <see cref="DevOptions.WorkerArguments"/>.</param>
    public async Task<ChildProcess> StartWorkerAsync(string name, params IEnumerable<string> arguments)
    {
        await EndAsync(name);
        return SpawnWorker(name, arguments);
    }

    /// <summary>The same for a planner.</summary>
    /// <inheritdoc cref="StartWorkerAsync"/>
    public async Task<ChildProcess> StartPlannerAsync(string name, params IEnumerable<string> arguments)
    {
        await EndAsync(name);
        return SpawnPlanner(name, FreeAddress(), arguments);
    }

    /// <summary>Stays until the token ends it; says when a process ends by itself.</summary>
    public async Task RunAsync(Action<string> say, CancellationToken cancellationToken)
    {
        var running = _children.ToList();
        while (running.Count > 0)
        {
            await Task.WhenAny(running.Select(c => c.Exited)).WaitAsync(cancellationToken);
            foreach (var ended in running.Where(c => c.Exited.IsCompleted).ToList())
            {
                running.Remove(ended);
                say($"{ended.Name} ended with exit code {await ended.Exited}");
            }
        }
    }

    /// <summary>Ends the processes front to back: first who asks, then who answers, last the broker.</summary>
    public async ValueTask DisposeAsync()
    {
        var broker = _children.Where(c => c.Name == "broker").ToList();
        await Task.WhenAll(_children.Except(broker).Select(c => c.DisposeAsync().AsTask()));
        foreach (var child in broker)
            await child.DisposeAsync();
        _children.Clear();
    }

    private async Task StartAsync(Action<string> say, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_options.LogFolder);
        // Before anything starts: a second cluster on the port of the first is the usual mistake.
        _ = PickPort(_options.HttpPort);
        _ = PickPort(_options.GrpcPort, "gRPC front", "--grpc-port");
        PlannerAddress = new Uri($"http://127.0.0.1:{PickPort(_options.PlannerPort, "planner", "--planner-port")}");
        var groups = WorkerHost.FindGroups(_options.Models);
        Kafka = _options.Kafka is { } kafka ? await UseAsync(kafka, groups, cancellationToken) : await StartBrokerAsync(groups, cancellationToken);
        say($"Kafka at {Kafka.BootstrapServers}");
        for (var i = 1; i <= _options.Planners; i++)
            SpawnPlanner(_options.Planners == 1 ? "planner" : $"planner-{i}", i == 1 ? PlannerAddress : FreeAddress());
        for (var i = 1; i <= _options.Workers; i++)
            SpawnWorker($"worker-{i}");
        HttpAddress = new Uri($"http://127.0.0.1:{PickPort(_options.HttpPort)}");
        GrpcAddress = new Uri($"http://127.0.0.1:{PickPort(_options.GrpcPort, "gRPC front", "--grpc-port")}");
        Spawn("ingest", ["ingest", .. KafkaArguments(), "--urls", HttpAddress.GetLeftPart(UriPartial.Authority), "--grpc-urls", GrpcAddress.GetLeftPart(UriPartial.Authority)]);
        say($"planner, {_options.Workers} workers and the HTTP front are starting; logs in {_options.LogFolder}");
        await WaitUntilReadyAsync(cancellationToken);
        say("ready");
    }

    private async Task<KafkaOptions> UseAsync(KafkaOptions running, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        var kafka = running with { Topics = new TopicNames(_options.Prefix) };
        await BrokerConnection.WaitAsync(kafka, TimeSpan.FromSeconds(30), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, cancellationToken);
        var topics = TopicSetup.ControlTopics(kafka.Topics).Concat(groups.SelectMany(g => TopicSetup.GroupTopics(kafka.Topics, g, TopicNames.RequestPartitions)));
        await TopicSetup.EnsureAsync(kafka, topics);
        return kafka;
    }

    private async Task<KafkaOptions> StartBrokerAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        var broker = Spawn("broker", ["broker", "--prefix", _options.Prefix, .. groups.SelectMany(g => new[] { "--group", g })]);
        var line = await broker.ReadLineAsync(cancellationToken)
            ?? throw new InferenceClientException($"the embedded broker did not start:\n{broker.LogTail()}");
        return BrokerCommand.Parse(line, _options.Prefix);
    }

    private IEnumerable<string> KafkaArguments()
    {
        yield return "--bootstrap-server";
        yield return Kafka.BootstrapServers;
        yield return "--prefix";
        yield return Kafka.Topics.Prefix;
        foreach (var (key, value) in Kafka.Properties)
        {
            yield return "--kafka";
            yield return $"{key}={value}";
        }
    }

    private ChildProcess Spawn(string name, IEnumerable<string> arguments)
    {
        var child = ChildProcess.Start(name, arguments, _options.LogFolder, _onLine);
        _children.Add(child);
        return child;
    }

    private ChildProcess SpawnPlanner(string name, Uri address, params IEnumerable<string> arguments)
    {
        _plannerAddresses[name] = address;
        return Spawn(name, ["planner", .. KafkaArguments(), "--name", name, "--http", address.Authority, .. _options.PlannerArguments, .. arguments]);
    }

    private ChildProcess SpawnWorker(string name, params IEnumerable<string> arguments)
    {
        // The workers share the machine, unless they are told what to take of it.
        string[] threads = _options.WorkerArguments.Intersect(["--threads", "--lanes", "--devices"]).Any()
            ? []
            : ["--threads", Math.Max(1, Environment.ProcessorCount / Math.Max(2, _options.Workers)).ToString(CultureInfo.InvariantCulture)];
        var address = FreeAddress();
        _workerAddresses[name] = address;
        return Spawn(name, ["worker", .. KafkaArguments(), "--name", name, "--models", _options.Models, .. threads, "--http", address.Authority, .. _options.WorkerArguments, .. arguments]);
    }

    private async Task EndAsync(string name)
    {
        foreach (var former in _children.Where(c => c.Name == name).ToList())
        {
            await former.DisposeAsync();
            _children.Remove(former);
        }
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var cluster = new ClusterReader(Kafka);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ready = Task.WhenAll(WaitForWorkersAsync(cluster, giveUp.Token), WaitForHttpAsync(giveUp.Token));
        var ended = Task.WhenAny(_children.Select(c => c.Exited));
        try
        {
            if (await Task.WhenAny(ready, ended).WaitAsync(_options.ReadyTimeout, cancellationToken) == ready)
            {
                await ready;
                return;
            }
        }
        catch (TimeoutException e)
        {
            var reason = (await cluster.GetStatusAsync(cancellationToken)).Reason;
            throw new InferenceClientException($"the cluster was not ready within {_options.ReadyTimeout.TotalSeconds:0.###} s: {(reason.Length > 0 ? reason : "not every worker has partitions, or the HTTP front is not up")}; see the logs in {_options.LogFolder}", e);
        }
        finally
        {
            await giveUp.CancelAsync();
            // They look at the cluster until they end.
            await ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var dead = _children.First(c => c.Exited.IsCompleted);
        throw new InferenceClientException($"{dead.Name} ended at its start (exit code {await dead.Exited}):\n{dead.LogTail()}");
    }

    /// <summary>One ready worker makes the cluster ready; a demonstration of several waits for all.</summary>
    private async Task WaitForWorkersAsync(ClusterReader cluster, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var status = await cluster.GetStatusAsync(cancellationToken);
        while (!status.Ready || CountWorkers(status.Plan) < _options.Workers)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            status = await cluster.GetStatusAsync(cancellationToken);
        }
    }

    private static int CountWorkers(PlanRecord? plan) =>
        plan is null ? 0 : plan.Assignments.Select(a => a.Worker).Concat(plan.ServingGroups.SelectMany(g => g.Peers.Select(p => p.Worker))).Distinct().Count();

    private async Task WaitForHttpAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = HttpAddress };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                using var response = await http.GetAsync(new Uri("/v2/health/ready", UriKind.Relative), cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet: the timer asks again, and the process's end is watched elsewhere.
                continue;
            }
        }
    }

    private static Uri FreeAddress() => new($"http://127.0.0.1:{PickPort(0)}");

    /// <summary>The wanted port where it is free; for 0, any free one.</summary>
    private static int PickPort(int wanted, string what = "HTTP front", string option = "--http-port")
    {
        using var listener = new TcpListener(IPAddress.Loopback, wanted);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new InferenceClientException($"the {what} cannot have port {wanted} of 127.0.0.1 ({e.Message}): choose another with {option}, or 0 for any free one", e);
        }

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
