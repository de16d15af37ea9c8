using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Peers.Wire;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Leading;

/// <summary>
/// One connection of a lead to a peer, from its greeting to its end. The thread that runs it reads; another writes, so that the driver never waits for a network. When it ends, its lanes are
/// lost with all that they had, and nothing of the batches is read any more.
/// </summary>
/// <param name="target">The peer.</param>
/// <param name="lead">This worker's name.</param>
/// <param name="models">What the peer must have warm.</param>
/// <param name="answers">Takes what batches end with.</param>
/// <param name="report">The driver.</param>
/// <param name="hop">Told what the way there and back took of each batch, nanoseconds.</param>
internal sealed class LeadConnection(PeerTarget target, string lead, ServedModels models, IBatchAnswers answers, Action<DriverEvent> report, Action<long>? hop)
{
    // At most a batch and its stop per lane wait here, and batches to discard, of which there are no more than were suspended.
    private readonly EventQueue<PeerOrder> _orders = new();
    private readonly CreditWindow _credit = new(PeerLimits.CreditBytes);
    private RemoteLane[] _lanes = [];
    private PeerSocket? _socket;
    private long _stretches;
    private volatile bool _isLeaving;
    private volatile bool _isClosed;

    /// <summary>The peer's name.</summary>
    public string Peer => target.Worker;

    /// <summary>Lanes of the peer; none before it has greeted.</summary>
    public int Lanes => _lanes.Length;

    /// <summary>The next number of what is asked of the peer. In the driver's steps only.</summary>
    public long NextStretch() => ++_stretches;

    /// <summary>Sends something before long; what comes after the end is passed over, since the lanes are lost then.</summary>
    public void Send(PeerOrder order) => _ = _orders.TryAdd(order);

    /// <summary>Runs the connection until it ends; reports its lanes, and that they are lost.</summary>
    /// <param name="socket">Disposed here.</param>
    /// <param name="greeted">Called once it serves.</param>
    /// <exception cref="PeerRefusedException">The peer does not take this lead, or lacks a model.</exception>
    /// <exception cref="PeerProtocolException">What came is no frame of the protocol.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public void Run(PeerSocket socket, Action<Welcome> greeted)
    {
        _socket = socket;
        Thread? writer = null;
        using (socket)
        {
            try
            {
                var welcome = Greet(socket);
                _lanes = [.. welcome.Devices.Select((_, lane) => new RemoteLane(lane, this, answers, report))];
                writer = new Thread(() => WriteAll(socket)) { IsBackground = true, Name = $"to {target.Worker}" };
                writer.Start();
                using var pings = new Timer(_ => Send(new PeerOrder(new FrameHeader(FrameKind.Ping))), null, PeerLimits.PingInterval, PeerLimits.PingInterval);
                report(new DriverEvent(Lanes: new LaneChange(LaneChangeKind.Joined, _lanes)));
                greeted(welcome);
                ReadAll(socket);
            }
            catch (Exception e) when (_isLeaving && _isClosed && PeerSocket.IsEnd(e))
            {
                // It was closed here, since nothing is under way any more.
            }
            finally
            {
                Close();
                writer?.Join();
            }
        }

        Lose();
    }

    /// <summary>Takes no further batch, and ends once none is under way.</summary>
    public void Leave()
    {
        if (_isLeaving)
            return;
        _isLeaving = true;
        if (_lanes.Length > 0)
            report(new DriverEvent(Lanes: new LaneChange(LaneChangeKind.Leaving, _lanes)));
        EndIfLeft();
    }

    /// <summary>Ends the connection, whatever is under way.</summary>
    public void Close()
    {
        _isClosed = true;
        _orders.Close();
        _credit.Close();
        _socket?.Close();
    }

    /// <summary>Reports the lanes as lost, where <see cref="Run"/> ended by an error too.</summary>
    public void Lose()
    {
        var lanes = Interlocked.Exchange(ref _lanes, []);
        if (lanes.Length == 0)
            return;
        foreach (var lane in lanes)
            lane.Forget();
        report(new DriverEvent(Lanes: new LaneChange(LaneChangeKind.Lost, lanes)));
    }

    private Welcome Greet(PeerSocket socket)
    {
        using var hello = new PooledBufferWriter();
        Greeting.Write(hello, new Hello(lead, target.Since));
        socket.Frames.Write(new FrameHeader(FrameKind.Hello), hello.WrittenMemory, []);
        if (!socket.Frames.TryReadHeader(PeerLimits.GreetingBytesMax, out var header))
            throw new IOException("the peer hung up before it greeted");
        using var payload = socket.Frames.ReadPayload(header);
        if (header.Kind == FrameKind.Refused)
            throw Refusal(payload);
        if (header.Kind != FrameKind.Welcome)
            throw new PeerProtocolException($"the peer greets by a frame {header.Kind}");
        var welcome = Greeting.ReadWelcome(payload);
        if (welcome.Worker != target.Worker)
            throw new PeerRefusedException($"at {target.Address} is worker '{welcome.Worker}', not '{target.Worker}'");
        if (models.FindMissing(welcome.Models) is { } missing)
            throw new PeerRefusedException($"it lacks {missing}: all workers of a serving group have the same models");
        socket.Greeted();
        return welcome;
    }

    private void ReadAll(PeerSocket socket)
    {
        while (socket.Frames.TryReadHeader(PeerLimits.FrameBytesMax, out var header))
        {
            switch (header.Kind)
            {
                case FrameKind.Answers:
                    Answer(socket, header);
                    break;
                case FrameKind.Finished:
                    var hopNs = LaneOf(header).Finish(header);
                    hop?.Invoke(hopNs);
                    EndIfLeft();
                    break;
                case FrameKind.Preempted:
                    LaneOf(header).Preempt(header);
                    EndIfLeft();
                    break;
                case FrameKind.Credit:
                    _credit.Give(header.Number);
                    break;
                case FrameKind.Draining:
                    Leave();
                    break;
                case FrameKind.Refused:
                    using (var payload = socket.Frames.ReadPayload(header))
                        throw Refusal(payload);
                case FrameKind.Pong:
                    break;
                default:
                    throw new PeerProtocolException($"a peer sends no frame {header.Kind}");
            }
        }

        if (!_isClosed)
            throw new IOException("the peer hung up");
    }

    private void Answer(PeerSocket socket, FrameHeader header)
    {
        var payload = socket.Frames.ReadPayload(header);
        try
        {
            LaneOf(header).Answer(header, payload);
        }
        catch
        {
            payload.Dispose();
            throw;
        }
    }

    private void WriteAll(PeerSocket socket)
    {
        try
        {
            while (_orders.TakeOrEnd(out var order))
            {
                if (order.Batch is { } batch)
                    WriteBatch(socket, order.Header, batch);
                else
                    socket.Frames.Write(order.Header);
            }
        }
        catch (Exception e) when (PeerSocket.IsEnd(e))
        {
            // Whoever reads the connection tells why it ended.
            Close();
        }
    }

    private void WriteBatch(PeerSocket socket, FrameHeader header, WorkItem[] batch)
    {
        using var head = new PooledBufferWriter();
        var data = new List<ReadOnlyMemory<byte>>(batch.Length);
        var model = models[batch[0].Model];
        try
        {
            if (BatchFrame.Write(head, data, target.Since, model.Name, model.Version, batch) is > PeerLimits.FrameBytesMax and var bytes)
                throw new PeerRunException($"a batch of {batch.Length} requests has {bytes} bytes; at most {PeerLimits.FrameBytesMax} go to a peer: lower the model's max_batch");
        }
        catch (Exception e) when (e is PeerRunException or OverflowException)
        {
            _lanes[header.Lane].Fail(batch, e);
            return;
        }

        if (_credit.Take(head.WrittenCount + data.Sum(d => (long)d.Length)))
            socket.Frames.Write(header with { Number = head.WrittenCount }, head.WrittenMemory, data);
    }

    private void EndIfLeft()
    {
        if (_isLeaving && !Array.Exists(_lanes, l => l.IsBusy))
            Close();
    }

    private RemoteLane LaneOf(FrameHeader header) => header.Lane < _lanes.Length ? _lanes[header.Lane] : throw new PeerProtocolException($"lane {header.Lane} of {_lanes.Length}");

    private static PeerRefusedException Refusal(FramePayload payload) => new(new PeerReader(payload.Memory, payload.Length, FrameKind.Refused).TakeText());
}
