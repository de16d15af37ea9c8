using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Shepherd.GpuWorker.Tensors;

/// <summary>Transforms one row of pixels. Vector and scalar paths round alike: a multiplication, then an addition, never fused.</summary>
internal static class PixelRows
{
    /// <summary>Interleaved channels that <see cref="SplitColours"/> takes apart.</summary>
    public const int Colours = 3;

    /// <summary>An index that no lane has.</summary>
    private const byte N = byte.MaxValue;

    /// <summary>Interleaved bytes of three channels to three rows of floats.</summary>
    /// <param name="pixels">Channel 0, 1, 2 of the first pixel, and so on.</param>
    /// <param name="first">Row for channel 0, as long as there are pixels.</param>
    /// <param name="second">Row for channel 1.</param>
    /// <param name="third">Row for channel 2.</param>
    /// <param name="affines">Per channel.</param>
    public static void SplitColours(ReadOnlySpan<byte> pixels, Span<float> first, Span<float> second, Span<float> third, ReadOnlySpan<Affine> affines)
    {
        var x = 0;
        for (; x <= first.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            var block = pixels.Slice(x * Colours, Vector128<byte>.Count * Colours);
            var a = Vector128.Create(block);
            var b = Vector128.Create(block[Vector128<byte>.Count..]);
            var c = Vector128.Create(block[(2 * Vector128<byte>.Count)..]);
            // Byte 3i + channel of the 48, for i = 0…15; an index over 15 gives 0, so the three parts may be or-ed.
            var zeroth = Vector128.Shuffle(a, Vector128.Create(0, 3, 6, 9, 12, 15, N, N, N, N, N, N, N, N, N, N))
                | Vector128.Shuffle(b, Vector128.Create(N, N, N, N, N, N, 2, 5, 8, 11, 14, N, N, N, N, N))
                | Vector128.Shuffle(c, Vector128.Create(N, N, N, N, N, N, N, N, N, N, N, 1, 4, 7, 10, 13));
            var middle = Vector128.Shuffle(a, Vector128.Create(1, 4, 7, 10, 13, N, N, N, N, N, N, N, N, N, N, N))
                | Vector128.Shuffle(b, Vector128.Create(N, N, N, N, N, 0, 3, 6, 9, 12, 15, N, N, N, N, N))
                | Vector128.Shuffle(c, Vector128.Create(N, N, N, N, N, N, N, N, N, N, N, 2, 5, 8, 11, 14));
            var last = Vector128.Shuffle(a, Vector128.Create(2, 5, 8, 11, 14, N, N, N, N, N, N, N, N, N, N, N))
                | Vector128.Shuffle(b, Vector128.Create(N, N, N, N, N, 1, 4, 7, 10, 13, N, N, N, N, N, N))
                | Vector128.Shuffle(c, Vector128.Create(N, N, N, N, N, N, N, N, N, N, 0, 3, 6, 9, 12, 15));
            Store(zeroth, first[x..], affines[0]);
            Store(middle, second[x..], affines[1]);
            Store(last, third[x..], affines[2]);
        }

        Strided(pixels[(x * Colours)..], Colours, first[x..], affines[0]);
        if (x == first.Length)
            return;
        Strided(pixels[(x * Colours + 1)..], Colours, second[x..], affines[1]);
        Strided(pixels[(x * Colours + 2)..], Colours, third[x..], affines[2]);
    }

    /// <summary>Every <paramref name="stride"/>-th element, from the first on, to a row.</summary>
    /// <typeparam name="T">byte or float.</typeparam>
    public static void Strided<T>(ReadOnlySpan<T> wire, int stride, Span<float> row, Affine affine)
        where T : unmanaged
    {
        for (var x = 0; x < row.Length; x++)
            row[x] = affine.Apply(ToSingle(wire[x * stride]));
    }

    /// <summary>Elements that lie side by side to a row of the same length.</summary>
    /// <typeparam name="T">byte or float.</typeparam>
    public static void Contiguous<T>(ReadOnlySpan<T> wire, Span<float> row, Affine affine)
        where T : unmanaged
    {
        var x = 0;
        if (typeof(T) == typeof(byte))
        {
            var bytes = MemoryMarshal.AsBytes(wire);
            for (; x <= row.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
                Store(Vector128.Create(bytes.Slice(x, Vector128<byte>.Count)), row[x..], affine);
        }
        else
        {
            var singles = MemoryMarshal.Cast<T, float>(wire);
            for (; x <= row.Length - Vector256<float>.Count; x += Vector256<float>.Count)
                (Vector256.Create(singles[x..]) * affine.Factor + Vector256.Create(affine.Offset)).CopyTo(row[x..]);
        }

        Strided(wire[x..], 1, row[x..], affine);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> pixels, Span<float> row, Affine affine)
    {
        var target = row[..Vector128<byte>.Count];
        var (low, high) = Vector128.Widen(pixels);
        var (a, b) = Vector128.Widen(low);
        var (c, d) = Vector128.Widen(high);
        var offset = Vector128.Create(affine.Offset);
        (Vector128.ConvertToSingle(a.AsInt32()) * affine.Factor + offset).CopyTo(target);
        (Vector128.ConvertToSingle(b.AsInt32()) * affine.Factor + offset).CopyTo(target[4..]);
        (Vector128.ConvertToSingle(c.AsInt32()) * affine.Factor + offset).CopyTo(target[8..]);
        (Vector128.ConvertToSingle(d.AsInt32()) * affine.Factor + offset).CopyTo(target[12..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float ToSingle<T>(T value)
        where T : unmanaged => typeof(T) == typeof(byte) ? Unsafe.BitCast<T, byte>(value) : Unsafe.BitCast<T, float>(value);
}
