namespace Shepherd.Core.HandOver;

/// <summary>
/// Who is silent for longer than a lease. That a heartbeat was not read does not show that none was written: a planner that was stopped, or cut off from the broker, would take everybody for dead. So silence counts only up to an
/// instant before which everything written was read. All instants are of one clock of the planner's that never steps back, in nanoseconds.
/// </summary>
/// <param name="ttlNs">How long a lease lasts.</param>
public sealed class WorkerSilence(long ttlNs)
{
    private readonly SortedDictionary<string, long> _heard = new(StringComparer.Ordinal);

    /// <summary>A heartbeat was read.</summary>
    public void Hear(string worker, long nowNs) => _heard[worker] = nowNs;

    /// <summary>
    /// A plan was read that gives something to a worker. It may have been on its way when the heartbeats' end was asked for, and have come after the worker's return, who takes what it gives: so the worker is lost only when the heartbeats are
    /// read up to an instant after the plan.
    /// </summary>
    public void Expect(string worker, long nowNs) => _heard[worker] = Math.Max(_heard.GetValueOrDefault(worker, long.MinValue), nowNs - ttlNs - 1);

    /// <summary>It said goodbye, or is forgotten.</summary>
    public void Forget(string worker) => _heard.Remove(worker);

    /// <summary>When somebody is silent for longer than the TTL, unless heard before; null: nobody is listened for.</summary>
    public long? NextNs
    {
        get
        {
            long? next = null;
            foreach (var at in _heard.Values)
                next = next is { } least ? Math.Min(least, at + ttlNs + 1) : at + ttlNs + 1;
            return next;
        }
    }

    /// <summary>Takes out those whose lease has certainly ended.</summary>
    /// <param name="askedNs">When the end of the heartbeat topic was asked for; everything before that end is read.</param>
    public IReadOnlyList<string> TakeLost(long askedNs)
    {
        var lost = new List<string>();
        foreach (var (worker, at) in _heard)
        {
            if (askedNs - at > ttlNs)
                lost.Add(worker);
        }

        lost.ForEach(worker => _heard.Remove(worker));
        return lost;
    }
}
