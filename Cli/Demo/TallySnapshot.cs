using Shepherd.Schemas;

namespace Shepherd.Cli.Demo;

/// <summary>A <see cref="RequestTally"/> at one moment.</summary>
/// <param name="Outcomes">Requests by outcome.</param>
/// <param name="Lost">Requests that got no outcome.</param>
/// <param name="Withdrawn">Requests that the user stopped waiting for; they count nowhere else.</param>
/// <param name="InFlight">Requests still waited for.</param>
/// <param name="InTime">Answered OK by their deadline.</param>
/// <param name="P50">Median latency of the OK ones.</param>
/// <param name="P99">Latency that 99 % of the OK ones are not above.</param>
internal sealed record TallySnapshot(
    IReadOnlyDictionary<Outcome, long> Outcomes, long Lost, long Withdrawn, int InFlight, long InTime, TimeSpan? P50, TimeSpan? P99)
{
    /// <summary>Requests that ended, one way or another.</summary>
    public long Requests => Outcomes.Values.Sum() + Lost;

    /// <summary><c>OK 12, EXPIRED 1</c>.</summary>
    public string OutcomesText => string.Join(", ", Outcomes.Select(o => $"{o.Key.WireName()} {o.Value}"));
}
