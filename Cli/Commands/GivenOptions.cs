using System.CommandLine;

namespace Shepherd.Cli.Commands;

/// <summary>What was asked for, as against what is so without being asked for.</summary>
internal static class GivenOptions
{
    /// <summary>The option is on the command line, be it with its default.</summary>
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Refuses an option that changes nothing here: whoever gave it expects that it does.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="applies">It has an effect.</param>
    /// <param name="fault">Why it has none, and the remedy.</param>
    /// <exception cref="ArgumentException">It is given and does not apply.</exception>
    public static void RefuseUnless(this ParseResult parsed, Option option, bool applies, string fault)
    {
        if (!applies && parsed.IsGiven(option))
            throw new ArgumentException($"{option.Name}: {fault}");
    }
}
