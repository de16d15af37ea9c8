using System.CommandLine;
using Shepherd.Cli.Decisions;
using Shepherd.Cli.Simulate;
using Shepherd.Schemas;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd trace</c>: what happened to one request.</summary>
internal static class TraceCommand
{
    internal static Command Create()
    {
        var host = new HostOptions();
        var id = new Argument<string>("request-id") { Description = "ce_id of the request, the key of its result" };
        var output = SharedOptions.Output();
        var command = new Command("trace", $"What happened to one request: queued, batched with whom, run, preempted, published, with its slack at every step. Whole for requests with header {HeaderNames.Trace}: 1, of others what the decision log has") { id, output };
        host.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            async stop =>
            {
                var (request, kafka) = (parsed.GetValue(id)!, host.Kafka(parsed));
                var history = new RequestHistory(request);
                await DecisionTopic.ReadAsync(kafka, history.Take, follow: false, stop);
                if (history.IsEmpty)
                    throw new ArgumentException($"nothing in {kafka.Topics.Decisions} names request '{request}': send it with header {HeaderNames.Trace}: 1, or start workers with --decisions all; the log forgets what is older than its topic's retention");
                if (!history.IsTraced)
                    parsed.InvocationConfiguration.Error.WriteLine($"the request did not ask for its timeline (header {HeaderNames.Trace}: 1): this is what was decided about it, perhaps not all");
                StoryWriter.Write(parsed.InvocationConfiguration.Output, request, history.Events(), parsed.GetValue(output));
            },
            cancellationToken));
        return command;
    }
}
