using System.Globalization;
using Shepherd.Core.Profiles;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Cli.Simulate;

/// <summary>A model on one line: <c>name:alpha=1.082,beta=5.204,slo=25ms,rate=1400,cv=1,max_batch=64</c> (ms, requests/s; slo also as <c>5x</c>, a multiple of l(1)).</summary>
internal static class ModelSpec
{
    private const double NsPerMs = 1e6;

    /// <summary>Default of <c>max_batch</c>: no model here pays past it, and deadlines bound the batch first.</summary>
    private const int MaxBatchDefault = 256;

    private static readonly string[] Keys = ["alpha", "beta", "slo", "rate", "cv", "max_batch"];

    /// <summary>Reads a model.</summary>
    /// <param name="text">The line.</param>
    /// <param name="slo">SLO of models that name none.</param>
    /// <exception cref="ArgumentException">It is not of that form; the message names the key and the remedy.</exception>
    public static SimulatedModel Parse(string text, string? slo)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1)
            throw new ArgumentException($"--model {text}: it takes name:key=value,…, for example resnet:alpha=1.082,beta=5.204,slo=25ms,rate=1400");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length != 2 || !Keys.Contains(parts[0], StringComparer.Ordinal))
                throw new ArgumentException($"--model {text}: '{pair}' is not one of {string.Join(", ", Keys.Select(k => k + "="))}");
            values[parts[0]] = parts[1];
        }

        var latency = new LinearLatency(ToNs(Number(text, values, "alpha", null, positive: true)), ToNs(Number(text, values, "beta", 0, positive: false)));
        var sloNs = ParseSlo(values.GetValueOrDefault("slo") ?? slo ?? throw new ArgumentException($"--model {text}: slo is missing; give slo=25ms here or --slo"), latency);
        var arrivals = new GammaArrivals(Number(text, values, "rate", null, positive: true), Number(text, values, "cv", 1, positive: true));
        return new SimulatedModel(text[..colon], latency, sloNs, (int)Number(text, values, "max_batch", MaxBatchDefault, positive: true), arrivals);
    }

    /// <summary><c>25ms</c>, or <c>5x</c>: five times l(1).</summary>
    private static long ParseSlo(string text, LinearLatency latency)
    {
        var (unit, scale) = text.EndsWith("ms", StringComparison.Ordinal) ? ("ms", NsPerMs) : ("x", latency.EstimateNs(0, 1));
        if (text.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(text[..^unit.Length], CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number * scale))
            return (long)(number * scale);
        throw new ArgumentException($"slo '{text}' is neither a time such as 25ms nor a multiple of l(1) such as 5x");
    }

    private static double Number(string text, Dictionary<string, string> values, string key, double? otherwise, bool positive)
    {
        if (!values.TryGetValue(key, out var value))
            return otherwise ?? throw new ArgumentException($"--model {text}: {key} is missing");
        // A million is past any rate, size or millisecond here: beyond, it is a typing error, and nanoseconds would overflow.
        if (double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number <= 1e6 && (positive ? number > 0 : number >= 0))
            return number;
        throw new ArgumentException($"--model {text}: {key} is '{value}'; it takes a {(positive ? "positive number" : "number from 0")} up to 1000000");
    }

    private static long ToNs(double ms) => (long)Math.Round(ms * NsPerMs);
}
