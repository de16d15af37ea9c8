using System.CommandLine;

namespace Shepherd.Cli.Commands;

/// <summary>Options that several commands have, so that they read the same everywhere.</summary>
internal static class SharedOptions
{
    /// <summary>More never pays on one machine, and a typing error must not start thousands of processes.</summary>
    private const int WorkersMax = 64;

    /// <summary>A day: workers refuse deadlines further away.</summary>
    private const int TimeoutMsMax = 24 * 60 * 60 * 1000;

    /// <param name="otherwise">What happens where it is not given.</param>
    public static Option<string?> BootstrapServer(string otherwise = "an embedded one is started, with planner and workers") => new("--bootstrap-server")
    {
        Description = $"Kafka to use, host:port[,host:port…]; without it {otherwise}",
        HelpName = "host:port",
    };

    /// <param name="people">What the output for people is called: text, or table where it is one. Both are taken everywhere.</param>
    public static Option<OutputFormat> Output(string people = "text") => new("--output", "-o")
    {
        Description = $"{people}, or json: JSON on standard output and all else on standard error",
        HelpName = $"{people}|json",
        CustomParser = result =>
        {
            var given = result.Tokens[^1].Value;
            switch (given.ToLowerInvariant())
            {
                case "text" or "table":
                    return OutputFormat.Text;
                case "json":
                    return OutputFormat.Json;
                default:
                    result.AddError($"--output: '{given}' is not what it takes: {people} or json");
                    return default;
            }
        },
    };

    public static Option<int> Workers(string description = "Workers to start where no --bootstrap-server is given") =>
        NumberOption.Create("--workers", description, otherwise: 2, min: 1, WorkersMax);

    public static Option<int?> TimeoutMs(string otherwise)
    {
        var option = NumberOption.Create("--timeout-ms", $"Time that each inference request may take ({otherwise})", min: 1, TimeoutMsMax);
        option.HelpName = "ms";
        return option;
    }
}
