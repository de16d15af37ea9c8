using System.CommandLine;
using Shepherd.Client.Embedded;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd broker</c>: the embedded broker in a process of its own. Writes one line: bootstrap servers, then the settings its clients need.</summary>
internal static class BrokerCommand
{
    private const int PartitionsMax = 1024;

    internal static Command Create()
    {
        var prefix = new Option<string>("--prefix") { Description = "First part of every topic name", DefaultValueFactory = _ => new TopicNames().Prefix };
        var groups = new Option<string[]>("--group") { Description = "Model group to create topics for; may be repeated" };
        var partitions = NumberOption.Create("--partitions", "Partitions of their request topics", TopicNames.RequestPartitions, min: 1, PartitionsMax);
        var stopOnEof = HostOptions.StopOnEofOption();
        var command = new Command("broker", "Runs the embedded broker: for development and tests, nothing is kept") { prefix, groups, partitions, stopOnEof };
        command.SetAction((parsed, cancellationToken) => HostOptions.RunAsync(
            parsed,
            parsed.GetValue(stopOnEof),
            async stop =>
            {
                using var broker = EmbeddedBroker.Start();
                broker.CreateTopics(new TopicNames(parsed.GetValue(prefix)!), parsed.GetValue(groups) ?? [], parsed.GetValue(partitions));
                var settings = broker.Options.Properties.Select(p => $" {p.Key}={p.Value}");
                await parsed.InvocationConfiguration.Output.WriteLineAsync(broker.BootstrapServers + string.Concat(settings));
                await parsed.InvocationConfiguration.Output.FlushAsync(stop);
                await Task.Delay(Timeout.Infinite, stop);
            },
            cancellationToken));
        return command;
    }

    /// <summary>Reads the line that the command wrote.</summary>
    internal static KafkaOptions Parse(string line, string prefix)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new KafkaOptions
        {
            BootstrapServers = words[0],
            Topics = new TopicNames(prefix),
            Properties = words.Skip(1).Select(w => w.Split('=', 2)).ToDictionary(w => w[0], w => w[1], StringComparer.Ordinal),
        };
    }
}
