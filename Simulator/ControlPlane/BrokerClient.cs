namespace Shepherd.Simulator.ControlPlane;

/// <summary>
/// Sends requests to the broker one after another, each again until it is answered, unwanted or out of time. The broker applies each once, as of an idempotent producer, but an answer may be lost, and what was given up may still arrive.
/// </summary>
/// <param name="process">Whose it is.</param>
/// <param name="time">Virtual time.</param>
/// <param name="broker">The broker.</param>
/// <param name="outlives">What is on its way arrives though its sender was killed or has sent more since, over another connection; otherwise there is one connection, and it dies with its process.</param>
internal sealed class BrokerClient(SimProcess process, Timeline time, SimBroker broker, bool outlives = false)
{
    private const long RetryNs = 100 * Span.Ms;

    private readonly Queue<Request> _waiting = new();
    private Request? _underWay;
    private long _arrivesNs;

    public bool IsIdle => _underWay is null;

    /// <param name="isWanted">Asked before every attempt; the request is dropped, as failed, when it says no.</param>
    /// <param name="apply">What the broker does, once.</param>
    /// <param name="done">True: it is certain that it was applied.</param>
    /// <param name="giveUpNs">How long to go on.</param>
    public void Send(Func<bool> isWanted, Action apply, Action<bool> done, long giveUpNs = long.MaxValue / 4)
    {
        _waiting.Enqueue(new Request(isWanted, apply, done, time.NowNs + giveUpNs));
        Next();
    }

    public void Clear()
    {
        _waiting.Clear();
        _underWay = null;
    }

    private void Next()
    {
        while (_underWay is null && _waiting.TryDequeue(out var request))
            Attempt(_underWay = request);
    }

    private void Attempt(Request request)
    {
        if (!request.IsWanted() || time.NowNs > request.UntilNs)
        {
            End(request, false);
            return;
        }

        if (broker.Transit() is { } thereNs)
        {
            if (outlives)
            {
                time.After(thereNs, () => Arrive(request));
            }
            else
            {
                // One connection keeps the order of what was sent over it.
                _arrivesNs = Math.Max(_arrivesNs, time.NowNs + thereNs);
                process.InFlight(_arrivesNs - time.NowNs, () => Arrive(request));
            }
        }

        process.Later(RetryNs, () =>
        {
            if (_underWay == request)
                Attempt(request);
        });
    }

    private void Arrive(Request request)
    {
        if (!broker.IsUp)
            return;
        if (!request.IsApplied)
            request.Apply();
        request.IsApplied = true;
        if (broker.Transit() is { } backNs)
            process.Later(backNs, () => End(request, true));
    }

    private void End(Request request, bool isApplied)
    {
        if (_underWay != request)
            return;
        _underWay = null;
        request.Done(isApplied);
        Next();
    }

    private sealed class Request(Func<bool> isWanted, Action apply, Action<bool> done, long untilNs)
    {
        public Func<bool> IsWanted => isWanted;

        public Action Apply => apply;

        public Action<bool> Done => done;

        public long UntilNs => untilNs;

        public bool IsApplied { get; set; }
    }
}
