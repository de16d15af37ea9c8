using System.Globalization;
using Shepherd.Core.Policies;

namespace Shepherd.Simulator.Engine;

/// <summary>Ends a run whose policy stops and starts, or asks to be woken, over and over at one instant: virtual time would stand still for ever.</summary>
internal sealed class ProgressGuard(ISchedulingPolicy policy)
{
    /// <summary>Events at one instant with no request coming or ending among them. A lane is stopped, freed and filled in three; even hundreds of lanes stay far below.</summary>
    public const int EventsWithoutProgressMax = 100_000;

    private long _nowNs = -1;
    private long _progress;
    private int _events;

    /// <summary>An event was handled.</summary>
    /// <param name="nowNs">When.</param>
    /// <param name="progress">A count that grows with every request that comes or ends.</param>
    /// <exception cref="InvalidOperationException">It was one too many.</exception>
    public void Handled(long nowNs, long progress)
    {
        if (nowNs != _nowNs || progress != _progress)
            (_nowNs, _progress, _events) = (nowNs, progress, 0);
        else if (++_events > EventsWithoutProgressMax)
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{policy.GetType().Name} stands still at {nowNs / 1e6} ms: over {EventsWithoutProgressMax} events at this instant, and no request came or ended"));
    }
}
