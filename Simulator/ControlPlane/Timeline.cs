using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.ControlPlane;

/// <summary>Virtual time: what is due, by instant and then in the order in which it was asked for.</summary>
internal sealed class Timeline(ulong seed)
{
    private readonly PriorityQueue<Action, (long AtNs, long Order)> _due = new();
    private long _order;

    public long NowNs { get; private set; }

    public SeededRandom Random { get; } = new(seed);

    /// <summary>Everything that happened, in one number.</summary>
    public ulong Digest { get; private set; } = 14695981039346656037;

    public void At(long atNs, Action action) => _due.Enqueue(action, (Math.Max(atNs, NowNs), _order++));

    public void After(long delayNs, Action action) => At(NowNs + delayNs, action);

    /// <summary>Runs until the instant, or until the condition holds after some step.</summary>
    public bool RunUntil(long endNs, Func<bool>? condition = null)
    {
        while (_due.TryPeek(out _, out var key) && key.AtNs <= endNs)
        {
            var action = _due.Dequeue();
            NowNs = key.AtNs;
            action();
            if (condition is not null && condition())
                return true;
        }

        NowNs = Math.Max(NowNs, endNs);
        return condition is null;
    }

    public long Draw(long minNs, long maxNs) => minNs + (long)(Random.NextUnit() * (maxNs - minNs));

    public bool Chance(double probability) => Random.NextUnit() < probability;

    public int Pick(int count) => (int)(Random.NextUnit() * count);

    public void Note(long what, long detail)
    {
        foreach (var part in (long[])[NowNs, what, detail])
            Digest = (Digest ^ (ulong)part) * 1099511628211;
    }
}
