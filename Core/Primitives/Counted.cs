using System.Globalization;

namespace Shepherd.Core.Primitives;

/// <summary>Numbers of things in messages.</summary>
public static class Counted
{
    /// <summary>For example <c>1 group</c>, <c>2 groups</c>, <c>3 processes</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one of them.</param>
    /// <param name="more">The word for several; null: the same with an s.</param>
    public static string Of(long count, string one, string? more = null) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : more ?? one + "s")}");
}
