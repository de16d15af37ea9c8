using System.CommandLine;
using Shepherd.Cli.Decisions;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd decisions</c>: what planner and workers decided, predicted beside actual.</summary>
internal static class DecisionsCommand
{
    private const int LinesDefault = 40;

    internal static Command Create()
    {
        var host = new HostOptions();
        var follow = new Option<bool>("--follow", "-f") { Description = "Stays, and prints what comes" };
        var model = new Option<string?>("--model") { Description = "Only decisions about this model", HelpName = "name" };
        var last = NumberOption.Create("--last", "Lines of the table; the summary counts all", LinesDefault, min: 0, int.MaxValue);
        var output = SharedOptions.Output("table");
        var command = new Command("decisions", "What was decided: batches (predicted and actual ms), preemptions, requests given up, plans; and how good the predictions are")
        {
            follow, model, last, output,
        };
        host.AddTo(command);
        command.SetAction((parsed, cancellationToken) => host.RunAsync(
            parsed,
            async stop =>
            {
                var view = new View(parsed.InvocationConfiguration.Output, parsed.GetValue(output), parsed.GetValue(model), parsed.GetValue(last));
                // Records of the past come before those that are followed: the table stands once they are read.
                await DecisionTopic.ReadAsync(host.Kafka(parsed), view.Take, follow: false, stop);
                view.WritePast();
                if (parsed.GetValue(follow))
                    await DecisionTopic.ReadAsync(host.Kafka(parsed), view.TakeNew, follow: true, stop);
            },
            cancellationToken));
        return command;
    }

    private sealed class View(TextWriter output, OutputFormat format, string? model, int last)
    {
        private readonly List<DecisionRecord> _past = [];
        private int _seen;

        public void Take(DecisionRecord decision)
        {
            if (IsWanted(decision))
                _past.Add(decision);
        }

        public void WritePast()
        {
            var models = PredictionSummary.Of(_past);
            if (format == OutputFormat.Json)
            {
                output.WriteLine(DecisionJson.Write(_past, models));
                return;
            }

            output.WriteLine(DecisionTable.Header);
            foreach (var decision in _past.TakeLast(last))
                output.WriteLine(DecisionTable.Line(decision));
            DecisionTable.WriteSummary(output, models);
            output.Flush();
        }

        /// <summary>The log is read from its beginning again: what was there has been shown.</summary>
        public void TakeNew(DecisionRecord decision)
        {
            if (!IsWanted(decision) || _seen++ < _past.Count)
                return;
            output.WriteLine(format == OutputFormat.Json ? DecisionJson.Write(decision) : DecisionTable.Line(decision));
            output.Flush();
        }

        private bool IsWanted(DecisionRecord decision) => model is null || decision.Model == model;
    }
}
