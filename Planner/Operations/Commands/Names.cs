namespace Shepherd.Planner.Operations.Commands;

/// <summary>Lists for people.</summary>
internal static class Names
{
    /// <summary>More names than these hide what the message is about.</summary>
    private const int ListedMax = 20;

    /// <summary><c>a, b and 3 more</c>; what to say of none.</summary>
    public static string List(IEnumerable<string> names, string none)
    {
        var all = names.ToList();
        if (all.Count == 0)
            return none;
        return string.Join(", ", all.Take(ListedMax)) + (all.Count > ListedMax ? $" and {all.Count - ListedMax} more" : "");
    }
}
