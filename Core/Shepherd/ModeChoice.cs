using Shepherd.Core.Policies;

namespace Shepherd.Core.Shepherd;

/// <summary>
/// Which mode to follow: every mode is played through on the same arrivals, and the one that lost least lately leads. Arrivals do not depend on what is decided, so each
/// run shows what its mode would have lost: follow-the-leader with full information (Hannan, 1957; Cesa-Bianchi and Lugosi, Prediction, Learning, and Games, 2006, chapter 4).
/// </summary>
internal sealed class ModeChoice(ShepherdOptions options)
{
    private readonly ShepherdMode[] _modes = Enum.GetValues<ShepherdMode>();

    /// <summary>By mode; none until it matters.</summary>
    private readonly List<ShadowRun> _shadows = [];

    /// <summary>The mode that leads.</summary>
    public ShepherdMode Leader { get; private set; }

    /// <summary>Requests that were really given up.</summary>
    private long _lostEver;

    /// <summary>Requests lost beyond what the leader's own run lost.</summary>
    private double _strayed;

    private (long Real, long Played) _seen;

    /// <summary>Forgets what was played: it held for another plan.</summary>
    public void Restart() => _shadows.Clear();

    /// <summary>A request arrived.</summary>
    /// <returns>Another mode leads.</returns>
    public bool OnArrival(ScheduledRequest request, ServingPlan plan, long nowNs)
    {
        if (_shadows.Count == 0)
        {
            foreach (var mode in _modes)
                _shadows.Add(new ShadowRun(new ShepherdPolicy(options with { Mode = mode }), plan, options, nowNs));
            HoldFromNow();
        }

        foreach (var shadow in _shadows)
            shadow.Arrive(request, nowNs);
        HoldToItsRun();
        var best = Leader;
        foreach (var mode in _modes)
        {
            if (Loss(mode) < Loss(best))
                best = mode;
        }

        if (Loss(best) + (best == default ? options.LeadBackMin : options.LeadMin) >= Loss(Leader))
            return false;
        Leader = best;
        HoldFromNow();
        return true;
    }

    /// <summary>Requests were really given up.</summary>
    public void OnLost(int requests) => _lostEver += requests;

    /// <summary>What is really lost beyond the leader's own run counts against it: a mode may do well as long as it did well, and not from the queues that another left behind.</summary>
    private void HoldToItsRun()
    {
        var leader = _shadows[(int)Leader];
        (long Real, long Played) now = (_lostEver, leader.LostEver);
        _strayed = Math.Max(0, _strayed + (now.Real - _seen.Real) - (now.Played - _seen.Played));
        _seen = now;
        if (_strayed <= options.StrayMin)
            return;
        leader.Charge(_strayed);
        _strayed = 0;
    }

    private void HoldFromNow() => (_strayed, _seen) = (0, (_lostEver, _shadows[(int)Leader].LostEver));

    /// <summary>What a mode lost, and of what waits the part that it may yet lose.</summary>
    private double Loss(ShepherdMode mode) => _shadows[(int)mode].Lost + (options.WaitingLost * _shadows[(int)mode].Queued);
}
