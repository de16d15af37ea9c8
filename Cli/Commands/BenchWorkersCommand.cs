using System.CommandLine;
using Shepherd.GpuWorker;
using Shepherd.GpuWorker.Peers;

namespace Shepherd.Cli.Commands;

/// <summary>Workers of <c>bench group</c> and <c>bench fleet</c>, several in one process.</summary>
internal static class BenchWorkersCommand
{
    /// <summary>A host watches its settings' files otherwise, each with one of the few watchers that Linux gives to a user (128 by default).</summary>
    private const string WatchSettings = "DOTNET_hostBuilder__reloadConfigOnChange";

    private const int CountMax = 256;
    private const int FirstMax = 100_000;

    internal static Command Create()
    {
        var host = new HostOptions();
        var count = NumberOption.Create("--count", "Workers", otherwise: 1, min: 1, CountMax);
        var first = NumberOption.Create("--first", "Number of the first one", otherwise: 0, min: 0, FirstMax);
        var models = new Option<string>("--models") { Description = "Model repository", Required = true };
        var peers = new Option<bool>("--peers") { Description = "They listen for a lead" };
        var command = new Command("workers", "Runs several workers of one device each") { count, first, models, peers };
        command.Hidden = true;
        host.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            stop => RunAsync(Enumerable.Range(parsed.GetValue(first), parsed.GetValue(count)).Select(i => WorkerHost.RunAsync(
                new WorkerOptions
                {
                    Kafka = host.Kafka(parsed),
                    Models = parsed.GetValue(models)!,
                    Name = $"worker-{i:00}",
                    Threads = 1,
                    Peers = new PeersOptions { Listen = parsed.GetValue(peers) ? "127.0.0.1:0" : null },
                },
                stop))),
            cancellationToken));
        return command;
    }

    private static Task RunAsync(IEnumerable<Task> workers)
    {
        Environment.SetEnvironmentVariable(WatchSettings, "false");
        return Task.WhenAll(workers);
    }
}
