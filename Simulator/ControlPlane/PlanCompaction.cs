namespace Shepherd.Simulator.ControlPlane;

/// <summary>What is left of the plan topic for who begins to read: all of it, or the newest record of each key.</summary>
internal static class PlanCompaction
{
    public static Func<int, bool> Of(SimLog<PlanMessage> log, Timeline time)
    {
        if (time.Chance(0.5))
            return _ => true;
        var newest = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < log.Records.Count; i++)
            newest[log.Records[i].Key] = i;
        return i => newest[log.Records[i].Key] == i;
    }
}
