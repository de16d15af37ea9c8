using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Peers.Wire;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Peers.Following;

/// <summary>Lends this worker's devices to its lead: listens, and serves whom the plan names.</summary>
internal sealed partial class PeerServer : IDisposable
{
    /// <summary>Connections at once: the lead's, a former lead's that still drains, and some that come by mistake.</summary>
    private const int SessionsMax = 16;

    private readonly WorkerOptions _options;
    private readonly LaneTurns _turns;
    private readonly ServedModels _models;
    private readonly PeerStanding _standing;
    private readonly Func<bool> _isFree;
    private readonly PeerTls? _tls;
    private readonly ILogger _logger;
    private readonly RefusalPace _refusals = new(TimeProvider.System);
    private readonly Lock _lock = new();
    private readonly List<(PeerSession Session, Thread Thread)> _sessions = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;
    private readonly Thread _thread;
    private volatile bool _isDraining;
    private int _isDisposed;

    /// <summary>Binds the address; nothing is accepted before <see cref="Start"/>.</summary>
    /// <param name="options">The worker's; it listens.</param>
    /// <param name="turns">Of its devices.</param>
    /// <param name="models">What it has warm.</param>
    /// <param name="plan">The newest plan that it has read.</param>
    /// <param name="isFree">It drives nothing of its own any more.</param>
    /// <param name="tls">Null: plain.</param>
    /// <param name="logger">Tells who comes and who is refused.</param>
    /// <exception cref="InvalidOperationException">The address cannot be had; the message says which and why.</exception>
    public PeerServer(WorkerOptions options, LaneTurns turns, ServedModels models, Func<PlanRecord?> plan, Func<bool> isFree, PeerTls? tls, ILogger logger)
    {
        (_options, _turns, _models, _isFree, _tls, _logger) = (options, turns, models, isFree, tls, logger);
        _standing = new PeerStanding(options.Name, plan);
        _listener = Bind(options.Peers.Listen!);
        Address = Announced(options.Peers, ((IPEndPoint)_listener.LocalEndPoint!).Port);
        _thread = new Thread(AcceptAll) { IsBackground = true, Name = "peers listen" };
    }

    /// <summary>What leads connect to, <c>host:port</c>.</summary>
    public string Address { get; }

    public void Start()
    {
        _thread.Start();
        LogListening(Address, _tls is null ? "plain" : "TLS");
    }

    /// <summary>Takes no further batch, and waits until what runs is done or the time is up.</summary>
    public async Task DrainAsync(CancellationToken giveUp)
    {
        _isDraining = true;
        foreach (var (session, _) in Sessions())
            session.Drain();
        while (Sessions().Count > 0 && !giveUp.IsCancellationRequested)
            await Task.Delay(PeerLimits.LookInterval, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _stop.Cancel();
        _listener.Dispose();
        if (_thread.IsAlive)
            _thread.Join();
        foreach (var (session, thread) in Sessions())
        {
            session.Close();
            thread.Join();
        }

        _stop.Dispose();
    }

    /// <summary>Says why a lead is refused that has just come, or null; waits for a plan that it has read and this worker has not, and for what this worker had taken before it became a peer.</summary>
    public string? FindRefusal(PeerSession came)
    {
        if (_isDraining)
            return $"worker '{_options.Name}' drains";
        var verdict = PeerStanding.Verdict.Unknown;
        if (!Waits(PeerLimits.PlanWaitMax, () => (verdict = _standing.Judge(came.Lead.Lead, came.Lead.Since)) != PeerStanding.Verdict.Unknown) || verdict == PeerStanding.Verdict.Stale)
            return Stale(came.Lead);
        if (!Waits(PeerLimits.PlanWaitMax, _isFree))
            return $"worker '{_options.Name}' still answers what it had taken as a lead";
        // A lead has one connection: an older one is of a process or a network that is no more. Only older ones, or two could wait for each other.
        foreach (var (other, thread) in Sessions().TakeWhile(s => s.Session != came).Where(s => s.Session.Lead.Lead == came.Lead.Lead))
        {
            other.Close();
            thread.Join();
        }

        return null;
    }

    /// <summary>Says why a lead is none any more, or null.</summary>
    public string? FindStale(Hello lead) => _standing.Judge(lead.Lead, lead.Since) == PeerStanding.Verdict.Current ? null : Stale(lead);

    /// <summary>The model of a batch, which is held until the batch is disposed; null where it is not here, or about to leave.</summary>
    public ServedModel? FindModel(string name, string version) => _models.FindExactly(name, version) is { } model && model.Holds.TryTake() ? model : null;

    public Welcome Welcome() => new(_options.Name, [.. _options.Lanes.Select(l => l.Name)], _models.NamesAndVersions, PeerLimits.CreditBytes);

    public SessionLane[] CreateLanes(PeerSession session) =>
    [
        .. _options.Lanes.Select((lane, number) => new SessionLane(
            number,
            session,
            (answers, report) => new Lane(number, lane, _turns[number], _models, answers, _options.SuspendBudgetPerLaneBytes, report, e =>
            {
                LogFailed(session.Lead.Lead, e);
                session.Close();
            }))),
    ];

    private string Stale(Hello lead) => $"'{lead.Lead}' leads since epoch {lead.Since}, and {_standing.Explain()}";

    private bool Waits(TimeSpan most, Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > most || _stop.Token.WaitHandle.WaitOne(PeerLimits.LookInterval))
                return false;
        }

        return true;
    }

    private void AcceptAll()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = _listener.Accept();
                lock (_lock)
                {
                    if (_sessions.Count >= SessionsMax)
                    {
                        LogCrowded(SessionsMax);
                        socket.Dispose();
                        continue;
                    }
                }

                var thread = new Thread(() => Serve(socket)) { IsBackground = true, Name = "peer session" };
                thread.Start();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (!_stop.IsCancellationRequested)
                    LogAccept(e.Message);
            }
        }
    }

    private void Serve(Socket socket)
    {
        var (from, host) = (socket.RemoteEndPoint?.ToString() ?? "?", (socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "?");
        PeerSession? session = null;
        try
        {
            session = new PeerSession(this, PeerDoor.Open(socket, _tls, _options.Name), _logger);
            lock (_lock)
                _sessions.Add((session, Thread.CurrentThread));
            if (_stop.IsCancellationRequested)
                session.Close();
            session.Run();
            if (session.Lead.Lead.Length == 0)
                throw new PeerTransportException(_tls?.NotTaken ?? "it hung up before it said who it is");
            LogEnded(session.Lead.Lead, from);
        }
        catch (Exception e) when (PeerSocket.IsEnd(e))
        {
            if (session?.Lead.Lead is { Length: > 0 } lead)
                LogLost(lead, from, PeerSocket.Explain(e));
            else if ((_tls?.FindRefusal(e) ?? PeerSocket.Explain(e)) is var reason && _refusals.IsDue(host, reason))
                LogNotLetIn(from, reason);
        }
        finally
        {
            session?.Dispose();
            lock (_lock)
                _sessions.RemoveAll(s => s.Session == session);
        }
    }

    private List<(PeerSession Session, Thread Thread)> Sessions()
    {
        lock (_lock)
            return [.. _sessions];
    }

    private static Socket Bind(string listen)
    {
        PeersOptions.TryParse(listen, out var host, out var port);
        try
        {
            var address = IPAddress.TryParse(host, out var given) ? given : Dns.GetHostAddresses(host)[0];
            var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen();
            return listener;
        }
        catch (SocketException e)
        {
            throw new InvalidOperationException($"--peers-listen {listen}: {e.Message}; choose another address, or port 0 for any free one", e);
        }
    }

    private static string Announced(PeersOptions options, int port)
    {
        PeersOptions.TryParse(options.Listen!, out var host, out _);
        if (options.Advertise is { } advertise)
            return advertise.Contains(':', StringComparison.Ordinal) ? advertise : string.Create(CultureInfo.InvariantCulture, $"{advertise}:{port}");
        if (IPAddress.TryParse(host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            host = Dns.GetHostName();
        return string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");
    }

    [LoggerMessage(10, LogLevel.Information, "Listens for leads at {Address}, {Transport}")]
    private partial void LogListening(string address, string transport);

    [LoggerMessage(11, LogLevel.Information, "Lead {Lead} at {From} hung up")]
    private partial void LogEnded(string lead, string from);

    [LoggerMessage(12, LogLevel.Warning, "The connection of lead {Lead} at {From} ended: {Reason}")]
    private partial void LogLost(string lead, string from, string reason);

    [LoggerMessage(16, LogLevel.Warning, "A connection from {From} is not let in: {Reason}")]
    private partial void LogNotLetIn(string from, string reason);

    [LoggerMessage(13, LogLevel.Warning, "A connection is refused: there are {Sessions} already")]
    private partial void LogCrowded(int sessions);

    [LoggerMessage(14, LogLevel.Warning, "A connection could not be taken: {Reason}")]
    private partial void LogAccept(string reason);

    [LoggerMessage(15, LogLevel.Error, "A lane of lead {Lead} failed; its connection is closed")]
    private partial void LogFailed(string lead, Exception exception);
}
