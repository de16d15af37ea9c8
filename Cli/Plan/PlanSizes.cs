using System.Globalization;

namespace Shepherd.Cli.Plan;

/// <summary><c>streams=10000,models=1000,gpus=4096</c>.</summary>
/// <param name="Streams">Streams; at least as many as models.</param>
/// <param name="Models">Models.</param>
/// <param name="Gpus">Devices.</param>
internal sealed record PlanSizes(int Streams, int Models, int Gpus)
{
    /// <summary>Past any cluster, and small enough to fit in memory with its plan.</summary>
    private const int CountMax = 1_000_000;

    /// <exception cref="ArgumentException">It is not of that form.</exception>
    public static PlanSizes Parse(string text)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split('=') is not [var name, var value] || name is not ("streams" or "models" or "gpus")
                || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > CountMax || !counts.TryAdd(name, count))
                throw Fault(text, part);
        }

        if (counts.Count < 3)
            throw Fault(text, string.Join(" and ", new[] { "streams", "models", "gpus" }.Where(n => !counts.ContainsKey(n))) + " missing");
        if (counts["streams"] < counts["models"])
            throw new ArgumentException($"--sizes {text}: fewer streams than models; every model has at least one stream");
        return new PlanSizes(counts["streams"], counts["models"], counts["gpus"]);
    }

    private static ArgumentException Fault(string text, string what) => new($"--sizes {text}: '{what}' is not what it takes: streams=10000,models=1000,gpus=4096, each from 1 to {CountMax}");
}
