using System.CommandLine;
using System.Globalization;
using Shepherd.Cli.Control;
using Shepherd.Hosting;
using Shepherd.Planner;

namespace Shepherd.Cli.Commands;

/// <summary>Where a planner serves HTTP, and to whom.</summary>
internal sealed class PlannerHttpOptions
{
    private const string Off = "off";

    private static readonly string Default = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{PlannerOptions.DefaultHttpPort}");

    private readonly Option<string> _http = new("--http")
    {
        Description = "Serves status, commands, /health, /metrics and /openapi/v1.json here; off: nowhere",
        HelpName = "host:port|off",
        DefaultValueFactory = _ => Default,
    };

    private readonly Option<string?> _keyFile = new("--http-key-file") { Description = $"File with the key that callers must show (bearer token); {PlannerOption.KeyVariable} does the same", HelpName = "file" };

    private readonly Option<bool> _open = new("--http-open") { Description = "Serves other machines without a key" };

    public PlannerHttpOptions() => _http.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.Tokens[^1].Value is var http && http != Off && HttpAddress.FindFault(http) is { } fault)
            result.AddError($"--http: {fault}");
    });

    public void AddTo(Command command)
    {
        command.Add(_http);
        command.Add(_keyFile);
        command.Add(_open);
    }

    public PlannerOptions Apply(ParseResult parsed, PlannerOptions options) => options with
    {
        Http = parsed.GetValue(_http) is { } http && http != Off ? http : null,
        HttpKey = Key(parsed),
        HttpOpen = parsed.GetValue(_open),
    };

    private string? Key(ParseResult parsed)
    {
        if (parsed.GetValue(_keyFile) is { } file)
            return File.ReadAllText(file).Trim();
        return Environment.GetEnvironmentVariable(PlannerOption.KeyVariable) is { Length: > 0 } key ? key : null;
    }
}
