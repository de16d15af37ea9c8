using System.Text.Json;
using System.Text.Json.Serialization;
using Shepherd.Schemas;

namespace Shepherd.Cli.Demo;

/// <summary>The demo's result; as JSON one line, its names a contract with whatever reads it.</summary>
internal sealed record DemoSummary
{
    /// <summary>Requests that ended: with an outcome, or lost.</summary>
    [JsonPropertyName("requests")]
    public required long Requests { get; init; }

    /// <summary>By wire name of the outcome; OK is there even when 0.</summary>
    [JsonPropertyName("outcomes")]
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    /// <summary>Requests that got no outcome.</summary>
    [JsonPropertyName("lost")]
    public required long Lost { get; init; }

    /// <summary>Answered OK by their deadline, per second of the run.</summary>
    [JsonPropertyName("goodput_rps")]
    public required double GoodputRps { get; init; }

    /// <summary>Median latency of the OK ones, milliseconds; null when there are none.</summary>
    [JsonPropertyName("p50_ms")]
    public required double? P50Ms { get; init; }

    /// <summary>99th percentile of the same.</summary>
    [JsonPropertyName("p99_ms")]
    public required double? P99Ms { get; init; }

    /// <summary>1 − edit distance ÷ known length over all pictures; null when none was read.</summary>
    [JsonPropertyName("char_accuracy")]
    public required double? CharAccuracy { get; init; }

    public static DemoSummary Of(TallySnapshot tally, TimeSpan elapsed, double? accuracy)
    {
        var outcomes = new SortedDictionary<string, long>(tally.Outcomes.ToDictionary(o => o.Key.WireName(), o => o.Value), StringComparer.Ordinal);
        outcomes.TryAdd(Outcome.Ok.WireName(), 0);
        return new DemoSummary
        {
            Requests = tally.Requests,
            Outcomes = outcomes,
            Lost = tally.Lost,
            GoodputRps = elapsed > TimeSpan.Zero ? Math.Round(tally.InTime / elapsed.TotalSeconds, 2) : 0,
            P50Ms = Round(tally.P50?.TotalMilliseconds, 2),
            P99Ms = Round(tally.P99?.TotalMilliseconds, 2),
            CharAccuracy = Round(accuracy, 4),
        };
    }

    /// <summary>One line, no line end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    private static double? Round(double? value, int digits) => value is { } number ? Math.Round(number, digits) : null;
}
