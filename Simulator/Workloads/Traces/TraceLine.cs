using System.Globalization;

namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>A row of a trace and where it stands.</summary>
/// <param name="File">The file.</param>
/// <param name="Number">Line, from 1.</param>
/// <param name="Text">The row.</param>
internal readonly record struct TraceLine(string File, long Number, string Text)
{
    /// <summary>Characters of a wrong value that a message repeats.</summary>
    private const int ShownMax = 40;

    public static IEnumerable<TraceLine> ReadAll(TextReader reader, string file, long firstNumber)
    {
        for (var number = firstNumber; reader.ReadLine() is { } text; number++)
        {
            // The last line of a file, or a blank one at its end.
            if (text.Length > 0)
                yield return new TraceLine(file, number, text).Decoded();
        }
    }

    /// <summary>The row, of UTF-8 text.</summary>
    public TraceLine Decoded() => Text.Contains(TraceText.Undecodable, StringComparison.Ordinal) ? throw Fault("it is not UTF-8 text; save the file as UTF-8") : this;

    public string Where => $"{File}:{Number}";

    public InvalidDataException Fault(string fault) => new($"{Where}: {fault}");

    /// <summary>Fields of a row that has as many as the header, no fewer and no more.</summary>
    public string[] FieldsOf(string header)
    {
        var count = header.Split(',').Length;
        var fields = Text.Split(',');
        if (fields.Length < count)
            throw Fault($"{fields.Length} of the columns {header}; give all of them, or leave the row out");
        return fields.Length == count ? fields : throw Fault($"{fields.Length} fields, more than the {count} columns {header}; a field may hold no comma, take away what is too much");
    }

    /// <summary>A finite number that is not negative.</summary>
    public double Amount(string field, string column, double max)
    {
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && value <= max)
            return value;
        throw Fault($"{column} is '{Shorten(field)}'; it takes a number from 0 to {max.ToString(CultureInfo.InvariantCulture)}");
    }

    public string Name(string field, string column) =>
        field.Trim() is { Length: > 0 } name ? name : throw Fault($"{column} is empty; name one");

    public static string Shorten(string text) => text.Length > ShownMax ? text[..ShownMax] + "…" : text;
}
