using System.CommandLine;

namespace Shepherd.Cli.Commands;

/// <summary>Options that several commands have, so that they read the same everywhere.</summary>
internal static class SharedOptions
{
    /// <summary>More never pays on one machine, and a typing error must not start thousands of processes.</summary>
    private const int WorkersMax = 64;

    public static Option<string?> BootstrapServer() => new("--bootstrap-server")
    {
        Description = "Kafka to use, host:port[,host:port…]; without it an embedded one is started, with planner and workers",
        HelpName = "host:port",
    };

    public static Option<OutputFormat> Output() => new("--output", "-o")
    {
        Description = "text, or json: JSON on standard output and all else on standard error",
        HelpName = "text|json",
    };

    public static Option<int> Workers()
    {
        var option = new Option<int>("--workers") { Description = "Workers to start where no --bootstrap-server is given", DefaultValueFactory = _ => 2 };
        RequireRange(option, 1, WorkersMax);
        return option;
    }

    public static Option<int?> TimeoutMs(string otherwise)
    {
        var option = new Option<int?>("--timeout-ms") { Description = $"Time that each inference request may take ({otherwise})", HelpName = "ms" };
        Require(option, ms => ms is <= 0 ? "--timeout-ms must be at least 1" : null);
        return option;
    }

    public static void RequireRange(Option<int> option, int min, int max) =>
        Require(option, value => value < min || value > max ? $"{option.Name} must be {min} to {max}, not {value}" : null);

    /// <summary>Checks a value; <paramref name="findFault"/> says what is wrong with it, or null.</summary>
    public static void Require<T>(Option<T> option, Func<T?, string?> findFault) => option.Validators.Add(result =>
    {
        T? value;
        try
        {
            value = result.GetValueOrDefault<T>();
        }
        catch (InvalidOperationException)
        {
            result.AddError($"{option.Name}: '{string.Join(' ', result.Tokens.Select(t => t.Value))}' is not a number that it takes");
            return;
        }

        if (findFault(value) is { } fault)
            result.AddError(fault);
    });
}
