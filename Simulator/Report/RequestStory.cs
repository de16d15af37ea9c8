using System.Globalization;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Report.Lanes;

namespace Shepherd.Simulator.Report;

/// <summary>One thing that happened to a request.</summary>
/// <param name="AtMs">When, milliseconds from the start.</param>
/// <param name="What">arrived, dispatched, stopping, stopped, suspended, resumed, finished or dropped.</param>
/// <param name="Detail">The rest, for people.</param>
/// <param name="Device">Device concerned; null where none is.</param>
/// <param name="Lane">Lane of that device.</param>
public sealed record StoryEvent(double AtMs, string What, string Detail, int? Device = null, int? Lane = null);

/// <summary>Follows one request through a simulation.</summary>
/// <param name="request">Its number: requests count from 0 in the order they arrive.</param>
public sealed class RequestStory(long request)
{
    private readonly List<StoryEvent> _events = [];
    private long _startedNs;
    private long _predictedNs;

    /// <summary>Number of the request.</summary>
    public long Request => request;

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<StoryEvent> Events => _events;

    internal void Arrived(SimRequest arrived, string model, int queued)
    {
        if (arrived.Sequence != request)
            return;
        var slackNs = arrived.DeadlineNs - arrived.ArrivalNs;
        Tell(arrived.ArrivalNs, "arrived", $"for model {model}, due at {Ms(arrived.DeadlineNs)} ms ({Ms(slackNs)} ms from now), priority {arrived.Priority}, {queued} queued ahead");
    }

    /// <summary>A decision is carried out.</summary>
    /// <param name="decision">Which.</param>
    /// <param name="place">Its lane; null where it has none.</param>
    /// <param name="running">What runs on its lane before it is.</param>
    /// <param name="nowNs">When.</param>
    internal void Decided(Decision decision, LanePlace? place, IReadOnlyList<ScheduledRequest>? running, long nowNs)
    {
        switch (decision.Verb)
        {
            case DecisionVerb.Dispatch or DecisionVerb.Resume when IsIn(decision.Batch):
                (_startedNs, _predictedNs) = (nowNs, decision.PredictedNs);
                var what = decision.Verb == DecisionVerb.Dispatch ? "dispatched" : "resumed";
                Tell(nowNs, what, $"on {place} in a batch of {decision.Batch!.Count}, predicted to end at {Ms(nowNs + _predictedNs)} ms ({Ms(_predictedNs)} ms)", place);
                break;
            case DecisionVerb.PreemptRestart or DecisionVerb.PreemptSuspend when IsIn(running):
                var how = decision.Verb == DecisionVerb.PreemptSuspend ? "be suspended" : "start from scratch";
                Tell(nowNs, "stopping", $"its batch on {place} is to stop at the next exit point and {how}", place);
                break;
            case DecisionVerb.Drop when decision.Dropped!.Sequence == request:
                Tell(nowNs, "dropped", $"reason {decision.Reason}, {Ms(decision.Dropped.DeadlineNs - nowNs)} ms before its deadline, after {decision.Dropped.Attempts} attempts");
                break;
        }
    }

    /// <summary>A lane's batch ended or was stopped.</summary>
    internal void Ended(string what, LanePlace place, IReadOnlyList<ScheduledRequest> batch, long nowNs)
    {
        if (!IsIn(batch))
            return;
        var took = $"on {place} after {Ms(nowNs - _startedNs)} ms, predicted {Ms(_predictedNs)} ms";
        var slackNs = batch.First(r => r.Sequence == request).DeadlineNs - nowNs;
        Tell(nowNs, what, what == "finished" ? $"{took}; {(slackNs >= 0 ? $"in time, {Ms(slackNs)} ms to spare" : $"late by {Ms(-slackNs)} ms")}" : took, place);
    }

    private static string Ms(long ns) => (ns / 1e6).ToString("0.000", CultureInfo.InvariantCulture);

    private bool IsIn(IReadOnlyList<ScheduledRequest>? batch)
    {
        for (var i = 0; i < batch?.Count; i++)
        {
            if (batch[i].Sequence == request)
                return true;
        }

        return false;
    }

    private void Tell(long atNs, string what, string detail, LanePlace? place = null) => _events.Add(new StoryEvent(atNs / 1e6, what, detail, place?.Device, place?.Lane));
}
