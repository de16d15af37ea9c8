namespace Shepherd.GpuWorker.Intake;

/// <summary>Counts what is taken and not yet answered; intake stops above the limits and goes on below three quarters of them, so that it does not flutter.</summary>
internal sealed class IntakeGate(int recordsMax, long bytesMax)
{
    private int _records;
    private long _bytes;

    public int Records => Volatile.Read(ref _records);

    public long Bytes => Interlocked.Read(ref _bytes);

    public bool IsFull => Records >= recordsMax || Bytes >= bytesMax;

    public bool HasRoom => Records <= recordsMax / 4 * 3 && Bytes <= bytesMax / 4 * 3;

    public void Take(int bytes)
    {
        Interlocked.Increment(ref _records);
        Interlocked.Add(ref _bytes, bytes);
    }

    public void Release(int bytes)
    {
        Interlocked.Decrement(ref _records);
        Interlocked.Add(ref _bytes, -bytes);
    }
}
