using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Peers.Wire;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Following;

/// <summary>
/// One connection of a lead to this worker: greets it if the plan names it, runs its batches, and refuses those of a lead that is none any more. When it ends, what runs is stopped and given up:
/// the lead runs it again. One thread reads; lanes write beside it.
/// </summary>
internal sealed partial class PeerSession : IDisposable
{
    private readonly PeerServer _server;
    private readonly PeerSocket _socket;
    private readonly ILogger _logger;
    private readonly Lock _writing = new();
    private SessionLane[] _lanes = [];
    private Hello _lead = new("", default);
    private volatile bool _isDraining;

    public PeerSession(PeerServer server, PeerSocket socket, ILogger logger) => (_server, _socket, _logger) = (server, socket, logger);

    /// <summary>Who leads; empty before it has said so.</summary>
    public Hello Lead => _lead;

    /// <summary>Serves the connection until it ends. Throws what ended it; that is in order for <see cref="PeerSocket.IsEnd"/>.</summary>
    public void Run()
    {
        if (!_socket.Frames.TryReadHeader(PeerLimits.GreetingBytesMax, out var header))
            return;
        using (var payload = _socket.Frames.ReadPayload(header))
        {
            if (header.Kind != FrameKind.Hello)
                throw new PeerProtocolException($"a connection begins with a frame {header.Kind}, not {FrameKind.Hello}");
            _lead = Greeting.ReadHello(payload);
        }

        if (_server.FindRefusal(this) is { } refusal)
        {
            Refuse(0, refusal);
            return;
        }

        _lanes = _server.CreateLanes(this);
        using (var welcome = new PooledBufferWriter())
        {
            Greeting.Write(welcome, _server.Welcome());
            Write(new FrameHeader(FrameKind.Welcome), welcome.WrittenMemory, []);
        }

        _socket.Greeted();
        LogServing(_lead.Lead, _lead.Since);
        if (_isDraining)
            Write(new FrameHeader(FrameKind.Draining));
        while (_socket.Frames.TryReadHeader(PeerLimits.FrameBytesMax, out header))
            Take(header);
    }

    /// <summary>Tells the lead to send no further batch.</summary>
    public void Drain()
    {
        _isDraining = true;
        if (_lanes.Length > 0)
            Write(new FrameHeader(FrameKind.Draining));
    }

    public void Write(FrameHeader header) => Write(header, default, []);

    /// <summary>Writes a frame, from any thread. Where the lead is gone there is nobody to tell: the reading thread ends the session.</summary>
    public void Write(FrameHeader header, ReadOnlyMemory<byte> head, IReadOnlyList<ReadOnlyMemory<byte>> data)
    {
        try
        {
            lock (_writing)
                _socket.Frames.Write(header, head, data);
        }
        catch (Exception e) when (PeerSocket.IsEnd(e))
        {
            _socket.Close();
        }
    }

    /// <summary>Ends the connection, from any thread.</summary>
    public void Close() => _socket.Close();

    /// <summary>Waits until its lanes are still; by the thread that ran it.</summary>
    public void Dispose()
    {
        _socket.Close();
        foreach (var lane in _lanes)
            lane.Dispose();
        _socket.Dispose();
    }

    private void Take(FrameHeader header)
    {
        switch (header.Kind)
        {
            case FrameKind.Run:
                Run(header);
                break;
            case FrameKind.Resume:
                if (IsTaken(header))
                    LaneOf(header).Resume(header.Number, header.Stretch);
                break;
            case FrameKind.Stop:
                LaneOf(header).Stop(header.Stretch, header.Flag ? PreemptionKind.Suspend : PreemptionKind.Restart);
                break;
            case FrameKind.Discard:
                LaneOf(header).Discard(header.Number);
                break;
            case FrameKind.Ping:
                Write(new FrameHeader(FrameKind.Pong));
                break;
            default:
                throw new PeerProtocolException($"a lead sends no frame {header.Kind}");
        }
    }

    private void Run(FrameHeader header)
    {
        var batch = new PeerBatch(header.Stretch, _socket.Frames.ReadPayload(header), header);
        var isTaken = false;
        try
        {
            var frame = batch.Read();
            if (!IsTaken(header))
                return;
            if (frame.Epoch != _lead.Since)
                throw new PeerProtocolException($"a batch of epoch {frame.Epoch} from a lead since {_lead.Since}");
            if (_server.FindModel(frame.Model, frame.Version) is not { } model)
            {
                Refuse(header.Stretch, $"model '{frame.Model}' version {frame.Version} is not warm here");
                return;
            }

            batch.Take(frame, model);
            isTaken = true;
            LaneOf(header).Run(batch);
        }
        finally
        {
            if (!isTaken)
                batch.Dispose();
        }
    }

    /// <summary>A lead of an older plan is refused from the moment that a newer one is read, whatever it was before.</summary>
    private bool IsTaken(FrameHeader header)
    {
        if (_server.FindStale(_lead) is not { } stale)
            return true;
        foreach (var lane in _lanes)
            lane.DiscardAll();
        Refuse(header.Stretch, stale);
        return false;
    }

    private void Refuse(long stretch, string reason)
    {
        LogRefused(_lead.Lead, _lead.Since, reason);
        using var text = new PooledBufferWriter();
        text.PutText(reason);
        Write(new FrameHeader(FrameKind.Refused, Stretch: stretch), text.WrittenMemory, []);
    }

    private SessionLane LaneOf(FrameHeader header) => header.Lane < _lanes.Length ? _lanes[header.Lane] : throw new PeerProtocolException($"lane {header.Lane} of {_lanes.Length}");

    [LoggerMessage(1, LogLevel.Information, "Runs batches of lead {Lead}, epoch {Since}")]
    private partial void LogServing(string lead, Epoch since);

    [LoggerMessage(2, LogLevel.Warning, "Lead {Lead}, epoch {Since}, is refused: {Reason}")]
    private partial void LogRefused(string lead, Epoch since, string reason);
}
