using System.CommandLine;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Dev;
using Shepherd.Client.Embedded;
using Shepherd.Kafka.Tests.Invariants;
using Shepherd.Kafka.Tests.Pipeline;
using Shepherd.Kafka.Tests.Processes;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.Kafka.Tests.Faults;

/// <summary>Planners and workers as processes of their own, on a broker of this process that can be made to fail. Each load that ends on it is held against the invariants.</summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    /// <summary>Of each request topic.</summary>
    public const int Partitions = 8;

    private readonly ReplayRepository _models;
    private readonly OffsetWatch _offsets;

    private FaultCluster(ReplayRepository models, EmbeddedBroker broker, DevCluster dev, IEnumerable<string> groups)
    {
        (_models, Broker, Dev) = (models, broker, dev);
        Control = new ControlTail(dev.Kafka);
        _offsets = new OffsetWatch(dev.Kafka, [.. groups]);
    }

    public EmbeddedBroker Broker { get; }

    public DevCluster Dev { get; }

    public ControlTail Control { get; }

    public KafkaOptions Kafka => Dev.Kafka;

    /// <summary>Committed offsets that went back, whether they were mended or not.</summary>
    public IReadOnlyCollection<string> Dips => _offsets.Dips;

    /// <summary>Starts one, and returns when it serves.</summary>
    /// <param name="models">What is served, each model a group of its own.</param>
    /// <param name="configure">Changes two workers and one planner to something else.</param>
    /// <param name="brokers">Brokers of the embedded cluster.</param>
    public static async Task<FaultCluster> StartAsync(IReadOnlyList<PlayedModel> models, Func<DevOptions, DevOptions>? configure = null, int brokers = 1)
    {
        var (repository, broker) = (new ReplayRepository(models), EmbeddedBroker.Start(brokers));
        try
        {
            var prefix = $"f{Guid.NewGuid():N}"[..9];
            broker.CreateTopics(new TopicNames(prefix), models.Select(m => m.Name), Partitions);
            var options = new DevOptions(repository.Root, Path.Combine(ProcessCluster.Home.NewLogFolder(), prefix), Workers: 2) { Kafka = broker.Options, Prefix = prefix, ReadyTimeout = TimeSpan.FromMinutes(3) };
            var dev = await DevCluster.StartAsync(configure?.Invoke(options) ?? options, _ => { }, (_, _) => { }, CancellationToken.None);
            return new FaultCluster(repository, broker, dev, models.Select(m => m.Name));
        }
        catch
        {
            broker.Dispose();
            repository.Dispose();
            throw;
        }
    }

    /// <summary>The process of that name that was started last.</summary>
    public ChildProcess Process(string name) => Dev.Children.Last(c => c.Name == name);

    /// <summary>Starts a load, and returns when it runs.</summary>
    public async Task<SteadyLoad> LoadAsync(string model, int inFlight)
    {
        var load = new SteadyLoad(await Dev.ConnectAsync(CancellationToken.None), model, inFlight);
        try
        {
            await load.GoesOnAsync("it begins");
            return load;
        }
        catch
        {
            await load.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends a load: every request that was ever sent has its one outcome, none was published under a stale epoch, everything is committed and no offset stays back.</summary>
    public async Task<IReadOnlyList<InferenceResult>> EndAsync(SteadyLoad load)
    {
        var results = await load.EndAsync();
        Assert.All(results, r => Assert.Equal((Outcome.Ok, ""), (r.Outcome, r.Reason)));
        var record = await ServingInvariants.ReadAsync(Kafka, load.Model);
        Assert.True(record.Faults.Count == 0, string.Join("; ", record.Faults));
        Assert.Empty(results.Select(r => r.Id).Except(record.Results.Select(r => r.Message.Key), StringComparer.Ordinal));
        var looks = _offsets.Looks;
        await Eventually.BecomesTrueAsync(() => GroupOffsets.Lag(Kafka, load.Model) == 0, $"everything of {load.Model} is committed");
        await Eventually.BecomesTrueAsync(() => _offsets.Looks > looks && _offsets.Behind.Count == 0, $"the owners' commits stand: {string.Join("; ", Dips)}");
        return results;
    }

    /// <summary>Gives an operator's command to the planner that leads.</summary>
    /// <param name="words">As they are typed.</param>
    public async Task CommandAsync(params string[] words)
    {
        var said = "";
        try
        {
            // One that was just chosen does not lead before it has read its claim.
            await Eventually.BecomesTrueAsync(async () => await TryCommandAsync(words) is var (code, error) && (said = error) is not null && code == ExitCodes.Done, string.Join(' ', words));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}: {said}", e);
        }
    }

    /// <summary>Gives it once.</summary>
    /// <returns>The exit code, and what was said of an error.</returns>
    public async Task<(int ExitCode, string Error)> TryCommandAsync(params string[] words)
    {
        if (!Dev.PlannerAddresses.TryGetValue(Control.Leader, out var planner))
            return (ExitCodes.Failed, $"planner '{Control.Leader}' leads");
        var root = new RootCommand();
        foreach (var command in OperatorCommands.Create())
            root.Add(command);
        using var error = new StringWriter();
        var code = await Cli.Commands.CommandLine.InvokeAsync(root, [.. words, "--planner", planner.ToString()], new InvocationConfiguration { Output = TextWriter.Null, Error = error });
        return (code, error.ToString());
    }

    /// <summary>Lets a group be one worker's, and waits until it is.</summary>
    public async Task PinAsync(string group, string worker)
    {
        await CommandAsync("pin", group, worker);
        await Control.OwnsAsync(worker, group, owned => owned == Partitions);
    }

    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
        await _offsets.DisposeAsync();
        await Dev.DisposeAsync();
        Broker.Dispose();
        _models.Dispose();
    }
}
