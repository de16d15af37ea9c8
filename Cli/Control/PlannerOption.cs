using System.CommandLine;
using Shepherd.Planner;

namespace Shepherd.Cli.Control;

/// <summary>Which planner to ask.</summary>
internal sealed class PlannerOption
{
    public const string UrlVariable = "SHEPHERD_PLANNER";

    public const string KeyVariable = "SHEPHERD_PLANNER_KEY";

    private static readonly string Default = $"http://127.0.0.1:{PlannerOptions.DefaultHttpPort}";

    private readonly Option<string?> _url = new("--planner")
    {
        Description = $"The planner's HTTP address (default: {UrlVariable}, else {Default}); its access key, where it wants one, is taken from {KeyVariable}",
        HelpName = "URL",
    };

    public void AddTo(Command command) => command.Add(_url);

    /// <exception cref="ArgumentException">It is no address.</exception>
    public PlannerClient Connect(ParseResult parsed)
    {
        var text = parsed.GetValue(_url) ?? (Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } set ? set : Default);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new ArgumentException($"--planner: '{text}' is not an address like {Default}");
        return new PlannerClient(url, Environment.GetEnvironmentVariable(KeyVariable));
    }
}
