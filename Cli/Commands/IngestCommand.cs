using System.CommandLine;
using Shepherd.Ingest;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd ingest</c>: the HTTP front.</summary>
internal static class IngestCommand
{
    internal static Command Create()
    {
        var host = new HostOptions();
        var urls = new Option<string>("--urls") { Description = "Address to listen on", DefaultValueFactory = _ => "http://127.0.0.1:8000" };
        var command = new Command("ingest", "Runs the HTTP front: Open Inference Protocol v2") { urls };
        host.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            stop => IngestHost.RunAsync(new IngestOptions { Kafka = host.Kafka(parsed), Urls = parsed.GetValue(urls)! }, stop),
            cancellationToken));
        return command;
    }
}
