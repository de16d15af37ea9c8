using System.Buffers.Binary;

namespace Shepherd.Cli.Ocr.Png;

/// <summary>The IHDR chunk of a PNG that this reader takes.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</param>
/// <param name="Interlaced">Stored as the seven passes of Adam7.</param>
internal sealed record PngHeader(int Width, int Height, int Channels, bool Interlaced)
{
    /// <summary>An A4 page at 400 dpi has 15.5 million pixels; the bound keeps a small file from asking for gigabytes.</summary>
    public const long PixelsMax = 25_000_000;

    private const int Length = 13;

    /// <summary>Bytes of the inflated pixel data, a filter byte before each row.</summary>
    public int RawBytes => Passes().Sum(p => p.Height * (1 + (p.Width * Channels)));

    /// <summary>The sub-pictures in the order in which they are stored; one when not interlaced.</summary>
    public IEnumerable<PngPass> Passes() =>
        (Interlaced ? PngPass.Adam7 : PngPass.Whole).Select(p => p.Of(Width, Height)).Where(p => p.Width > 0 && p.Height > 0);

    public static PngHeader Parse(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length != Length)
            throw PngFault.Damaged($"its header has {chunk.Length} bytes instead of {Length}");
        var width = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        var height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        if (width == 0 || height == 0)
            throw PngFault.Damaged($"its size is {width}x{height}: there are no pixels");
        if (width > PixelsMax || height > PixelsMax || (long)width * height > PixelsMax)
            throw new PngFault($"its size is {width}x{height}, at most {PixelsMax} pixels are read") { Kind = PngFaultKind.TooLarge };
        int depth = chunk[8], colour = chunk[9];
        var channels = colour switch
        {
            0 => 1,
            2 => 3,
            3 => throw new PngFault("it has a palette, only grey and RGB are read"),
            4 => 2,
            6 => 4,
            _ => throw PngFault.Damaged($"its colour type {colour} is not one of PNG's"),
        };
        if (depth != 8)
            throw new PngFault($"it has {depth} bits a channel, only 8 are read");
        if (chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
            throw PngFault.Damaged("its compression, filter or interlace method is not one of PNG's");
        return new PngHeader((int)width, (int)height, channels, chunk[12] == 1);
    }
}
