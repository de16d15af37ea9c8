using System.CommandLine;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Hosting;

namespace Shepherd.Cli.Commands;

/// <summary>What a worker tells, and where.</summary>
internal sealed class TelemetryOptions
{
    private readonly Option<string?> _http = new("--http")
    {
        Description = "Serves /metrics (Prometheus), /health, /health/live, /health/ready and /requests/ID here; port 0: any free one (default: nowhere)",
        HelpName = "host:port",
    };

    private readonly Option<string> _decisions = ChoiceOption.Create(
        "--decisions", "What goes to the decision log: the first 100 batches, preemptions and drops of each second, all, or nothing", "sampled", "all", "off");

    public TelemetryOptions() => _http.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && HttpAddress.FindFault(result.Tokens[^1].Value) is { } fault)
            result.AddError($"--http: {fault}");
    });

    public void AddTo(Command command)
    {
        command.Add(_http);
        AddDecisionsTo(command);
    }

    /// <summary>Of a command that starts workers and picks their addresses.</summary>
    public void AddDecisionsTo(Command command) => command.Add(_decisions);

    public string? Http(ParseResult parsed) => parsed.GetValue(_http);

    public DecisionLogging Decisions(ParseResult parsed) => Enum.Parse<DecisionLogging>(parsed.GetValue(_decisions)!, ignoreCase: true);

    /// <summary>For workers that are started, as it was given.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed) => [_decisions.Name, parsed.GetValue(_decisions)!];
}
