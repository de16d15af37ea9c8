using System.Collections.Concurrent;
using System.Numerics;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>Arrays that the collector does not move, used again: native code may read them for as long as it needs.</summary>
internal static class PinnedBuffers
{
    /// <summary>2 KiB: a small result with its headers.</summary>
    private const int SmallestBits = 11;

    /// <summary>32 MiB: over any record limit in use; larger ones are not kept.</summary>
    private const int LargestBits = 25;

    /// <summary>Kept while nobody uses them: some hundred large results, more than a producer has under way.</summary>
    private const long KeptBytesMax = 64L << 20;

    private static readonly ConcurrentQueue<byte[]>[] Free = [.. Enumerable.Range(0, LargestBits - SmallestBits + 1).Select(_ => new ConcurrentQueue<byte[]>())];

    private static long _keptBytes;

    /// <summary>An array of at least so many bytes, with whatever is in it.</summary>
    public static byte[] Rent(int bytes)
    {
        var bits = Bits(bytes);
        if (bits > LargestBits)
            return GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        if (!Free[bits - SmallestBits].TryDequeue(out var buffer))
            return GC.AllocateUninitializedArray<byte>(1 << bits, pinned: true);
        Interlocked.Add(ref _keptBytes, -buffer.Length);
        return buffer;
    }

    /// <summary>Gives one back; nobody may read or write it any more.</summary>
    public static void Return(byte[] buffer)
    {
        if (Bits(buffer.Length) > LargestBits || Volatile.Read(ref _keptBytes) + buffer.Length > KeptBytesMax)
            return;
        Interlocked.Add(ref _keptBytes, buffer.Length);
        Free[Bits(buffer.Length) - SmallestBits].Enqueue(buffer);
    }

    private static int Bits(int bytes) => Math.Max(SmallestBits, BitOperations.Log2((uint)Math.Max(1, bytes - 1)) + 1);
}
