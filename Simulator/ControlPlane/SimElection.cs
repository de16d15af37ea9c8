namespace Shepherd.Simulator.ControlPlane;

/// <summary>The group coordinator: chooses one planner, and another when it has not heard the first for a session. Its words come late to who is stopped, so that two may think they are chosen.</summary>
internal sealed class SimElection
{
    private const long LookNs = 200 * Span.Ms;

    private readonly Timeline _time;
    private readonly ControlPlaneScenario _scenario;
    private readonly IReadOnlyList<SimPlanner> _planners;
    private SimPlanner? _chosen;
    private long? _silentNs;

    public SimElection(Timeline time, ControlPlaneScenario scenario, IReadOnlyList<SimPlanner> planners)
    {
        (_time, _scenario, _planners) = (time, scenario, planners);
        Look();
    }

    /// <summary>Chooses another, as a rebalance may.</summary>
    public void Shuffle()
    {
        var there = _planners.Where(p => p.IsUp && !p.IsStopped && p != _chosen).ToList();
        if (there.Count == 0)
            return;
        _chosen?.Choose(false);
        _chosen = there[_time.Pick(there.Count)];
        _silentNs = null;
        _chosen.Choose(true);
    }

    /// <summary>It joined anew, whatever it was before.</summary>
    public void Joined(SimPlanner planner)
    {
        if (planner == _chosen)
            planner.Choose(true);
    }

    private void Look()
    {
        if (_chosen is { IsUp: true, IsStopped: false })
            _silentNs = null;
        else if ((_silentNs ??= _time.NowNs) + _scenario.SessionNs <= _time.NowNs || _chosen is null)
            Shuffle();
        _time.After(LookNs, Look);
    }
}
