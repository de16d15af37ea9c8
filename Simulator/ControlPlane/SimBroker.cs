using Shepherd.Core.HandOver;

namespace Shepherd.Simulator.ControlPlane;

/// <summary>The logs and committed offsets. What it has taken it keeps; while it is down it takes and gives nothing.</summary>
internal sealed class SimBroker(Timeline time, ControlPlaneScenario scenario)
{
    public bool IsUp { get; private set; } = true;

    /// <summary>Messages and answers are lost and slow.</summary>
    public bool IsFaulty { get; set; } = true;

    public SimLog<PlanMessage> Plans { get; } = new();

    public SimLog<Beat> Beats { get; } = new();

    public SortedDictionary<GroupPartition, long> Ends { get; } = [];

    public SortedDictionary<GroupPartition, long> Committed { get; } = [];

    public event Action? CameUp;

    public void SetUp(bool isUp)
    {
        IsUp = isUp;
        if (isUp)
            CameUp?.Invoke();
    }

    /// <summary>Time that one way takes; null: lost.</summary>
    public long? Transit()
    {
        if (IsFaulty && time.Chance(0.02))
            return null;
        return IsFaulty && time.Chance(0.05) ? time.Draw(0, scenario.TransitMaxNs) : time.Draw(100 * Span.Us, 2 * Span.Ms);
    }
}

/// <summary>A log with one partition.</summary>
internal sealed class SimLog<T>
{
    public List<(string Key, T Value, long AtNs)> Records { get; } = [];

    public event Action? Grew;

    public long Append(string key, T value, long nowNs)
    {
        Records.Add((key, value, nowNs));
        Grew?.Invoke();
        return Records.Count - 1;
    }
}
