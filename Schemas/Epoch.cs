using System.Globalization;

namespace Shepherd.Schemas;

/// <summary>Which plan: the term of the planner that wrote it, and its number within that term. Ordered by term, then number.</summary>
/// <param name="Term">Term of the leading planner.</param>
/// <param name="Number">Number of the plan within the term, from 1.</param>
public readonly record struct Epoch(long Term, long Number) : IComparable<Epoch>
{
    /// <inheritdoc/>
    public int CompareTo(Epoch other) => Term != other.Term ? Term.CompareTo(other.Term) : Number.CompareTo(other.Number);

    /// <summary>Older.</summary>
    public static bool operator <(Epoch left, Epoch right) => left.CompareTo(right) < 0;

    /// <summary>Newer.</summary>
    public static bool operator >(Epoch left, Epoch right) => left.CompareTo(right) > 0;

    /// <summary>Older or the same.</summary>
    public static bool operator <=(Epoch left, Epoch right) => left.CompareTo(right) <= 0;

    /// <summary>Newer or the same.</summary>
    public static bool operator >=(Epoch left, Epoch right) => left.CompareTo(right) >= 0;

    /// <summary><c>term.number</c>, as in the <c>shepherd-epoch</c> header.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Term}.{Number}");

    /// <summary>Reads <c>term.number</c>; false when it is not of that form.</summary>
    public static bool TryParse(string? text, out Epoch epoch)
    {
        epoch = default;
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0
            || !long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var term)
            || !long.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        epoch = new Epoch(term, number);
        return true;
    }
}
