namespace Shepherd.Simulator.ControlPlane;

/// <summary>Follows a log for one life of a process: in order, late, sometimes very late, sometimes from an earlier place again. Begins with what compaction or retention has left.</summary>
internal sealed class LogReader<T>
{
    private readonly SimProcess _process;
    private readonly Timeline _time;
    private readonly SimBroker _broker;
    private readonly SimLog<T> _log;
    private readonly Action<T, long> _take;
    private readonly BrokerClient _asker;
    private readonly List<(long End, Action Then)> _waiting = [];
    private long _next;
    private bool _isPolling;
    private bool _isOver;

    public LogReader(SimProcess process, Timeline time, SimBroker broker, SimLog<T> log, Func<int, bool> isKept, Action<T, long> take)
    {
        (_process, _time, _broker, _log, _take) = (process, time, broker, log, take);
        _asker = new BrokerClient(process, time, broker);
        log.Grew += Poll;
        broker.CameUp += Poll;
        for (var i = 0; i < log.Records.Count; i++)
        {
            if (isKept(i))
                take(log.Records[i].Value, i);
        }

        _next = log.Records.Count;
    }

    public void End()
    {
        _isOver = true;
        _log.Grew -= Poll;
        _broker.CameUp -= Poll;
    }

    /// <summary>Asks for the log's end and goes on when everything before it is read.</summary>
    public void ReadToEnd(Action then)
    {
        long end = 0;
        _asker.Send(() => !_isOver, () => end = _log.Records.Count, _ =>
        {
            _waiting.Add((end, then));
            Wake();
        });
    }

    private void Poll()
    {
        if (_isPolling || _isOver)
            return;
        _isPolling = true;
        var isSlow = _broker.IsFaulty && _time.Chance(0.02);
        _process.Later(isSlow ? _time.Draw(0, 5 * Span.S) : _time.Draw(Span.Ms, 15 * Span.Ms), Fetch);
    }

    private void Fetch()
    {
        _isPolling = false;
        if (_isOver || !_broker.IsUp)
            return;
        if (_broker.IsFaulty && _time.Chance(0.005))
            _next = Math.Max(0, _next - 5);
        while (_next < _log.Records.Count && !_isOver)
        {
            var at = _next++;
            _take(_log.Records[(int)at].Value, at);
        }

        Wake();
    }

    private void Wake()
    {
        for (var i = 0; i < _waiting.Count && !_isOver; i++)
        {
            var (end, then) = _waiting[i];
            if (end > _next)
                continue;
            _waiting.RemoveAt(i--);
            then();
        }
    }
}
