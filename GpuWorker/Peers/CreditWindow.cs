namespace Shepherd.GpuWorker.Peers;

/// <summary>What may be sent and is not yet given back, in bytes. One thread takes; any gives and closes.</summary>
/// <param name="bytes">The whole of it.</param>
internal sealed class CreditWindow(long bytes)
{
    private readonly object _lock = new();
    private long _out;
    private bool _isClosed;

    /// <summary>The taker waits for credit.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Waits until so much may be sent, and takes it. More than the whole window goes when nothing else is out: it must go some time.</summary>
    /// <returns>False once the window is closed.</returns>
    public bool Take(long wanted)
    {
        lock (_lock)
        {
            while (!_isClosed && _out > 0 && _out + wanted > bytes)
            {
                IsWaiting = true;
                Monitor.Wait(_lock);
            }

            IsWaiting = false;
            _out += wanted;
            return !_isClosed;
        }
    }

    /// <summary>The other side has room for so much more.</summary>
    /// <exception cref="PeerProtocolException">More than was taken.</exception>
    public void Give(long given)
    {
        lock (_lock)
        {
            if (given < 0 || given > _out)
                throw new PeerProtocolException($"a credit of {given} bytes, of {_out} that are out");
            _out -= given;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Ends every wait.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }
}
