using System.Collections.Frozen;

namespace Shepherd.Schemas;

/// <summary>Wire names of <see cref="Outcome"/>, as written in the <c>shepherd-status</c> header and the result's value.</summary>
public static class Outcomes
{
    private static readonly FrozenDictionary<string, Outcome> ByName =
        Enum.GetValues<Outcome>().ToFrozenDictionary(o => o.WireName(), StringComparer.Ordinal);

    /// <summary><c>OK</c>, <c>EXPIRED</c>, <c>REJECTED</c>, <c>INVALID</c>, <c>MODEL_NOT_FOUND</c>, <c>RUNTIME_ERROR</c>, <c>CANCELLED</c> or <c>PREEMPT_LIMIT</c>.</summary>
    public static string WireName(this Outcome outcome) => outcome switch
    {
        Outcome.Ok => "OK",
        Outcome.Expired => "EXPIRED",
        Outcome.Rejected => "REJECTED",
        Outcome.Invalid => "INVALID",
        Outcome.ModelNotFound => "MODEL_NOT_FOUND",
        Outcome.RuntimeError => "RUNTIME_ERROR",
        Outcome.Cancelled => "CANCELLED",
        Outcome.PreemptLimit => "PREEMPT_LIMIT",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };

    /// <summary>Finds an outcome by its wire name; false when there is none of that name.</summary>
    public static bool TryParse(string? name, out Outcome outcome)
    {
        outcome = default;
        return name is not null && ByName.TryGetValue(name, out outcome);
    }
}
