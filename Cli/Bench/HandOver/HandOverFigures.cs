using Shepherd.Cli.Bench.Load;
using Shepherd.Schemas.Control;

namespace Shepherd.Cli.Bench.HandOver;

/// <summary>What moving partitions cost.</summary>
/// <param name="Log">What was sent and came back.</param>
/// <param name="Moves">What the planner tells of the moves.</param>
/// <param name="ModelMs">What a batch of one takes.</param>
/// <param name="Machine">What else the machine did.</param>
internal sealed record HandOverFigures(LoadLog Log, IReadOnlyList<DecisionRecord> Moves, double ModelMs, string Machine)
{
    private const double NsPerMs = 1e6;

    private static readonly string[] _order = ["prepare", "revoke", "assign"];

    private readonly (IReadOnlyList<OwnerChange> Changes, IReadOnlyList<double> SpacingsNs) _found = OwnerChanges.Find(Log);

    /// <summary>Changes of owners that the results show.</summary>
    public IReadOnlyList<OwnerChange> Changes => _found.Changes;

    public IReadOnlyList<double> GapsMs => [.. Changes.Select(c => c.GapNs / NsPerMs)];

    /// <summary>Of the gaps what is beyond one batch of the model.</summary>
    public IReadOnlyList<double> BeyondMs => [.. GapsMs.Select(g => g - ModelMs)];

    public IReadOnlyList<double> WorstMs => [.. Changes.Select(c => c.WorstNs / NsPerMs)];

    /// <summary>What lies between two results of a partition that stays.</summary>
    public IReadOnlyList<double> SpacingsMs => [.. _found.SpacingsNs.Select(s => s / NsPerMs)];

    /// <summary>From sent to read, of all requests.</summary>
    public IReadOnlyList<double> LatenciesMs => [.. Log.First.OfType<PlacedAnswer>().Select(a => (a.AtNs - Log.Sent[a.Number].DueNs) / NsPerMs)];

    public int NotOk => Log.First.Count(a => a is { IsOk: false });

    /// <summary>How long each step took, by the planner's clock: from the instant at which it saw one begin to that at which it saw the next.</summary>
    public IReadOnlyList<(string Step, IReadOnlyList<double> TimesMs)> Steps =>
    [
        .. Moves.SelectMany(m => m.Events.Zip(m.Events.Skip(1), (a, b) => (a.What, Ms: (b.At - a.At).TotalMilliseconds)))
            .GroupBy(s => s.What, StringComparer.Ordinal).OrderBy(s => Array.IndexOf(_order, s.Key)).Select(s => (s.Key, (IReadOnlyList<double>)[.. s.Select(t => t.Ms)])),
    ];
}
