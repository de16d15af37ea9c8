using System.Globalization;

namespace Shepherd.Planner.Http.Replies;

/// <summary>Partitions for people.</summary>
public static class PartitionRanges
{
    /// <summary><c>0-3,7</c> of ascending numbers.</summary>
    public static string Of(IReadOnlyList<int> ascending)
    {
        var parts = new List<string>();
        for (var i = 0; i < ascending.Count;)
        {
            var end = i;
            while (end + 1 < ascending.Count && ascending[end + 1] == ascending[end] + 1)
                end++;
            parts.Add(end == i ? ascending[i].ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{ascending[i]}-{ascending[end]}"));
            i = end + 1;
        }

        return string.Join(',', parts);
    }
}
