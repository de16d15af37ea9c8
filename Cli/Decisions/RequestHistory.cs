using System.Globalization;
using Shepherd.Schemas.Control;
using Shepherd.Simulator.Report;

namespace Shepherd.Cli.Decisions;

/// <summary>What the decision log has of one request.</summary>
/// <param name="request">Its id.</param>
internal sealed class RequestHistory(string request)
{
    private readonly List<DecisionRecord> _traces = [];
    private readonly List<DecisionRecord> _decisions = [];

    /// <summary>Its producer asked for its timeline.</summary>
    public bool IsTraced => _traces.Count > 0;

    public bool IsEmpty => _traces.Count + _decisions.Count == 0;

    public void Take(DecisionRecord decision)
    {
        if (!decision.Requests.Contains(request, StringComparer.Ordinal))
            return;
        (decision.Kind == DecisionKind.Trace ? _traces : _decisions).Add(decision);
    }

    /// <summary>In order of time, in milliseconds from the first. The story where there is one, else what the decisions about its batches say.</summary>
    public IReadOnlyList<StoryEvent> Events()
    {
        var told = (IsTraced ? _traces.SelectMany(FromTrace) : _decisions.SelectMany(FromDecision)).OrderBy(t => t.At).ToList();
        return [.. told.Select(t => new StoryEvent((t.At - told[0].At).TotalMilliseconds, t.What, t.Detail, null, t.Lane >= 0 ? t.Lane : null))];
    }

    private static IEnumerable<TraceEvent> FromTrace(DecisionRecord trace)
    {
        // A request that a second worker took over has a story by each.
        var by = $"by {trace.By}, plan {trace.Epoch}";
        return trace.Events.Select((e, i) => i == 0 ? e with { Detail = $"{by}: {e.Detail}" } : e);
    }

    private static IEnumerable<TraceEvent> FromDecision(DecisionRecord decision)
    {
        var place = decision.Lane >= 0 ? $"on lane {decision.Lane} of {decision.By}" : $"by {decision.By}";
        switch (decision.Kind)
        {
            case DecisionKind.Batch:
                yield return new TraceEvent(decision.At, "dispatched", $"{place} in a batch of {decision.Size}, predicted {Ms(decision.PredictedMs)} ms", decision.Lane);
                yield return new TraceEvent(decision.At.AddMilliseconds(decision.ActualMs ?? 0), "finished", $"{place}, ran {Ms(decision.ActualMs)} ms{(decision.Reason.Length > 0 ? $", {decision.Reason}" : "")}", decision.Lane);
                break;
            case DecisionKind.Preempt:
                yield return new TraceEvent(decision.At, "stopped", $"{place}, {decision.Reason}, {Ms(decision.ActualMs)} ms after it was decided", decision.Lane);
                break;
            default:
                yield return new TraceEvent(decision.At, decision.Kind == DecisionKind.Drop ? "dropped" : decision.Kind.ToString().ToLowerInvariant(), $"{place}, reason {decision.Reason}", decision.Lane);
                break;
        }
    }

    private static string Ms(double? ms) => ms?.ToString("0.000", CultureInfo.InvariantCulture) ?? "?";
}
