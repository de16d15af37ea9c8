namespace Shepherd.GpuWorker.Intake;

/// <summary>Counts what is taken and not yet answered; intake stops above the limits and goes on below three quarters of them, so that it does not flutter.</summary>
/// <param name="recordsMax">Requests, at most.</param>
/// <param name="bytesMax">Bytes of their values, at most; the one that reaches it is still taken.</param>
internal sealed class IntakeGate(int recordsMax, long bytesMax)
{
    private int _records;
    private long _bytes;

    /// <summary>Rung when there is room; null: nobody waits.</summary>
    public RoomSignal? Room { get; set; }

    public int Records => Volatile.Read(ref _records);

    public long Bytes => Interlocked.Read(ref _bytes);

    public bool IsFull => Records >= recordsMax || Bytes >= bytesMax;

    public bool HasRoom => Records <= recordsMax / 4 * 3 && Bytes <= bytesMax / 4 * 3;

    /// <summary>What is in flight and what may be, for people.</summary>
    public string Describe() =>
        $"{Records}{(recordsMax == int.MaxValue ? "" : $" of {recordsMax}")} requests with {Bytes}{(bytesMax == long.MaxValue ? "" : $" of {bytesMax}")} bytes";

    public void Take(int bytes)
    {
        Interlocked.Increment(ref _records);
        Interlocked.Add(ref _bytes, bytes);
    }

    public void Release(int bytes)
    {
        Interlocked.Decrement(ref _records);
        Interlocked.Add(ref _bytes, -bytes);
        if (Room is { } room && HasRoom)
            room.Ring();
    }
}
