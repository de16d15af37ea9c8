using System.CommandLine;
using System.CommandLine.Parsing;

namespace Shepherd.Cli.Commands;

/// <summary>Options that take one of some words. Whatever is wrong with one is a single line: the option, what was given, what it takes.</summary>
internal static class ChoiceOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="values">What it takes; the first where the option is not given.</param>
    public static Option<string> Create(string name, string description, params string[] values) =>
        With(values, new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0], CustomParser = result => Parse(result, name, values) });

    /// <summary>One that is null where it is not given.</summary>
    /// <inheritdoc cref="Create"/>
    public static Option<string?> CreateOptional(string name, string description, params string[] values) =>
        With(values, new Option<string?>(name) { Description = description, CustomParser = result => Parse(result, name, values) });

    private static TOption With<TOption>(string[] values, TOption option)
        where TOption : Option
    {
        option.HelpName = string.Join('|', values);
        option.CompletionSources.Add(values);
        return option;
    }

    private static string? Parse(ArgumentResult result, string name, string[] values)
    {
        var given = result.Tokens[^1].Value;
        if (values.Contains(given, StringComparer.Ordinal))
            return given;
        result.AddError($"{name}: '{given}' is not what it takes: {Either(values)}");
        return null;
    }

    private static string Either(string[] values) => values is [var only] ? only : $"{string.Join(", ", values[..^1])} or {values[^1]}";
}
