using System.Net.Sockets;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Serving;

namespace Shepherd.GpuWorker.Peers.Leading;

/// <summary>Keeps a lead connected to one peer, on a thread of its own, until it leaves.</summary>
internal sealed partial class PeerLink : IDisposable
{
    private readonly PeerTarget _target;
    private readonly WorkerOptions _options;
    private readonly ServedModels _models;
    private readonly IBatchAnswers _answers;
    private readonly Action<DriverEvent> _report;
    private readonly Action<long>? _hop;
    private readonly PeerTls? _tls;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private LeadConnection? _connection;
    private Socket? _greeting;
    private bool _isLeaving;

    public PeerLink(
        PeerTarget target,
        WorkerOptions options,
        ServedModels models,
        IBatchAnswers answers,
        Action<DriverEvent> report,
        PeerTls? tls,
        TimeProvider time,
        ILogger logger,
        Action<long>? hop = null)
    {
        (_target, _options, _models, _answers, _report, _tls, _time, _logger, _hop) = (target, options, models, answers, report, tls, time, logger, hop);
        _thread = new Thread(KeepConnected) { IsBackground = true, Name = $"from {target.Worker}" };
    }

    public PeerTarget Target => _target;

    /// <summary>It has left, and nothing of it is under way.</summary>
    public bool IsOver => !_thread.IsAlive;

    public void Start() => _thread.Start();

    /// <summary>Sends no further batch; what is under way is finished. Returns at once.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _isLeaving = true;
            _stop.Cancel();
            _connection?.Leave();
        }
    }

    /// <summary>Ends it, whatever is under way.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isLeaving = true;
            _stop.Cancel();
            _connection?.Close();
            // Whoever waits in a handshake with a peer that says nothing need not wait longer.
            _greeting?.Dispose();
        }

        if (_thread.IsAlive)
            _thread.Join();
        _stop.Dispose();
    }

    private void KeepConnected()
    {
        var pace = new RetryPace(_time);
        while (!_stop.IsCancellationRequested)
        {
            if (!pace.IsDue)
            {
                _stop.Token.WaitHandle.WaitOne(PeerLimits.LookInterval);
                continue;
            }

            var connection = new LeadConnection(_target, _options.Name, _models, _answers, _report, _hop);
            var wasGreeted = false;
            try
            {
                Run(connection, () =>
                {
                    wasGreeted = true;
                    pace.Succeed();
                });
                if (wasGreeted)
                    LogLeft(_target.Worker);
            }
            catch (Exception e) when (PeerSocket.IsEnd(e))
            {
                if ((wasGreeted || pace.Fail()) && !_stop.IsCancellationRequested)
                    Tell(e, wasGreeted);
                if (wasGreeted)
                    pace.Fail();
            }
            finally
            {
                lock (_lock)
                    _connection = null;
                connection.Lose();
            }
        }
    }

    private void Run(LeadConnection connection, Action greeted)
    {
        if (_options.Peers.FindPlaintextFault(_target.Address) is { } fault)
            throw new PeerRefusedException(fault);
        var reached = PeerSocket.Connect(_target.Address, _stop.Token);
        lock (_lock)
            _greeting = reached;
        if (_stop.IsCancellationRequested)
            reached.Dispose();
        var socket = PeerSocket.Over(reached, _tls, isLead: true);
        lock (_lock)
        {
            _greeting = null;
            if (_isLeaving)
            {
                socket.Dispose();
                return;
            }

            _connection = connection;
        }

        var wasGreeted = false;
        try
        {
            connection.Run(socket, welcome =>
            {
                wasGreeted = true;
                greeted();
                LogJoined(_target.Worker, _target.Address, welcome.Devices.Count, _tls is null ? "plain" : "TLS");
            });
        }
        catch (Exception e) when (!wasGreeted && _tls?.FindRefusal(e) is { } refusal)
        {
            throw new PeerTransportException(refusal, e);
        }
    }

    private void Tell(Exception e, bool wasGreeted)
    {
        if (wasGreeted)
            LogLost(_target.Worker, PeerSocket.Explain(e));
        else
            LogUnreachable(_target.Worker, _target.Address, PeerSocket.Explain(e));
    }

    [LoggerMessage(1, LogLevel.Information, "Leads {Worker} at {Address}; lanes: {Lanes}, {Transport}")]
    private partial void LogJoined(string worker, string address, int lanes, string transport);

    [LoggerMessage(2, LogLevel.Warning, "Peer {Worker} is lost: {Reason}. Its batches run again")]
    private partial void LogLost(string worker, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Peer {Worker} at {Address} is not led: {Reason}. Its lanes are not used; trying again")]
    private partial void LogUnreachable(string worker, string address, string reason);

    [LoggerMessage(4, LogLevel.Information, "Peer {Worker} left")]
    private partial void LogLeft(string worker);
}
