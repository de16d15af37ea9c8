using System.CommandLine;
using Shepherd.GpuWorker.Benchmarks;
using Shepherd.Schemas;

namespace Shepherd.Cli.Commands;

/// <summary>The raw client that <c>bench pipeline</c> compares with, in a process of its own. Writes one line once it takes records.</summary>
internal static class BenchRawCommand
{
    /// <summary>As often as a worker commits.</summary>
    private static readonly TimeSpan CommitInterval = TimeSpan.FromMilliseconds(100);

    internal static Command Create()
    {
        var host = new HostOptions();
        var requests = new Option<string>("--requests") { Description = "Topic to take from", Required = true };
        var command = new Command("raw", "Sends every record of a topic back") { requests };
        command.Hidden = true;
        host.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            stop => Task.Run(
                () =>
                {
                    var kafka = host.Kafka(parsed);
                    RawEcho.Run(kafka, parsed.GetValue(requests)!, TopicNames.RequestPartitions, kafka.Topics.Results, CommitInterval, () => parsed.InvocationConfiguration.Output.WriteLine("ready"), stop);
                },
                CancellationToken.None),
            cancellationToken));
        return command;
    }
}
