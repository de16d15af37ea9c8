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
        }

        foreach (var shadow in _shadows)
            shadow.Arrive(request, nowNs);
        var best = Leader;
        foreach (var mode in _modes)
        {
            if (Loss(mode) < Loss(best))
                best = mode;
        }

        if (Loss(best) + (best == default ? options.LeadBackMin : options.LeadMin) >= Loss(Leader))
            return false;
        Leader = best;
        return true;
    }

    /// <summary>What a mode lost, and of what waits the part that it may yet lose.</summary>
    private double Loss(ShepherdMode mode) => _shadows[(int)mode].Lost + (options.WaitingLost * _shadows[(int)mode].Queued);
}
