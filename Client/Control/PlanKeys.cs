using System.Globalization;

namespace Shepherd.Client.Control;

/// <summary>Keys of the plan topic's records.</summary>
public static class PlanKeys
{
    /// <summary>Key of claims: compaction keeps the newest.</summary>
    public const string Claim = "claim";

    /// <summary>Key of the plans of one term: a leader that is one no more does not compact its successor's away.</summary>
    public static string OfTerm(long term) => string.Create(CultureInfo.InvariantCulture, $"plan-{term}");
}
