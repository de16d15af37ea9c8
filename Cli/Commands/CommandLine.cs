using System.CommandLine;
using System.CommandLine.Invocation;

namespace Shepherd.Cli.Commands;

/// <summary>Runs what was asked for; a faulty command line is one line on standard error, as what it is wrong with would be lost in the help.</summary>
internal static class CommandLine
{
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(Command root, IReadOnlyList<string> arguments, InvocationConfiguration configuration, CancellationToken cancellationToken = default)
    {
        var parsed = root.Parse(arguments);
        // Whoever names no command is looking for one, and the help lists them.
        if (parsed.Action is not ParseErrorAction || arguments.Count == 0)
            return await parsed.InvokeAsync(configuration, cancellationToken);
        await configuration.Error.WriteLineAsync(Describe(parsed).ReplaceLineEndings(" "));
        return ExitCodes.Failed;
    }

    private static string Describe(ParseResult parsed)
    {
        // A word that is none is also no command, and says more than that one is missing.
        var message = parsed.UnmatchedTokens is [var unknown, ..] ? $"Unrecognized command or argument '{unknown}'" : parsed.Errors[0].Message;
        // Ours begin with the option and say what it takes; the parser's own name no remedy.
        return message.StartsWith("--", StringComparison.Ordinal) ? message : $"{message.TrimEnd('.', ' ')}; '{Path(parsed)} --help' lists what there is";
    }

    private static string Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, command.Command.Name);
        return "./" + string.Join(' ', names);
    }
}
