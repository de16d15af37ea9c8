using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Shepherd.Cli.Commands;

/// <summary>Options that take a number. Whatever is wrong with one is a single line: the option, what was given, what it takes.</summary>
internal static class NumberOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="otherwise">Value where the option is not given.</param>
    /// <param name="min">Least value taken.</param>
    /// <param name="max">Greatest value taken.</param>
    public static Option<T> Create<T>(string name, string description, T otherwise, T min, T max)
        where T : struct, INumber<T> =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise, CustomParser = result => Parse(result, name, min, max) };

    /// <summary>One that is null where it is not given.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="min">Least value taken.</param>
    /// <param name="max">Greatest value taken.</param>
    public static Option<T?> Create<T>(string name, string description, T min, T max)
        where T : struct, INumber<T> =>
        new(name) { Description = description, CustomParser = result => Parse(result, name, min, max) };

    /// <summary>One without a greatest value: infinity is taken.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="otherwise">Value where the option is not given.</param>
    /// <param name="above">What values must be above.</param>
    public static Option<double> CreateAbove(string name, string description, double otherwise, double above) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise, CustomParser = result => ParseAbove(result, name, above) };

    private static double ParseAbove(ArgumentResult result, string name, double above)
    {
        var given = result.Tokens[^1].Value;
        if (double.TryParse(given, CultureInfo.InvariantCulture, out var value) && value > above)
            return value;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: '{given}' is not what it takes: a number above {above}, or Infinity"));
        return default;
    }

    private static T Parse<T>(ArgumentResult result, string name, T min, T max)
        where T : struct, INumber<T>
    {
        var given = result.Tokens[^1].Value;
        if (T.TryParse(given, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        // Half of one is whole only among whole numbers.
        var kind = T.IsInteger(T.One / (T.One + T.One)) ? "a whole number" : "a number";
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: '{given}' is not what it takes: {kind} from {min} to {max}"));
        return default;
    }
}
