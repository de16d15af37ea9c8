using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Shepherd.Cli.Tests.Ocr.Png;

/// <summary>Makes PNG files of any kind, sound or not.</summary>
internal sealed class PngWriter(int width, int height, int colourType, Func<int, int, int, byte> sampleAt)
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public bool Interlaced { get; init; }

    public byte Depth { get; init; } = 8;

    /// <summary>Filter of every row; null: all five in turn.</summary>
    public byte? Filter { get; init; }

    /// <summary>Chunks between header and pixels.</summary>
    public (string Type, byte[] Data)[] Extra { get; init; } = [];

    /// <summary>Bytes appended to the pixels before they are compressed.</summary>
    public byte[] Surplus { get; init; } = [];

    /// <summary>Size in the header, where it is to be another than that of the pixels.</summary>
    public (uint Width, uint Height)? Claimed { get; init; }

    private int Channels => colourType switch { 0 or 3 => 1, 4 => 2, 2 => 3, _ => 4 };

    public byte[] ToFile()
    {
        var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, Claimed?.Width ?? (uint)width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), Claimed?.Height ?? (uint)height);
        (header[8], header[9], header[12]) = (Depth, (byte)colourType, (byte)(Interlaced ? 1 : 0));
        Write(file, "IHDR", header);
        foreach (var (type, data) in Extra)
            Write(file, type, data);
        var compressed = Compress([.. Rows(), .. Surplus]);
        // Two chunks, so that a reader has to join them.
        Write(file, "IDAT", compressed[..(compressed.Length / 2)]);
        Write(file, "IDAT", compressed[(compressed.Length / 2)..]);
        Write(file, "IEND", []);
        return file.ToArray();
    }

    private IEnumerable<byte> Rows()
    {
        var passes = Interlaced ? Adam7 : [(0, 0, 1, 1)];
        var filter = 0;
        foreach (var (x0, y0, stepX, stepY) in passes)
        {
            byte[]? above = null;
            for (var y = y0; y < height && x0 < width; y += stepY)
            {
                var row = new List<byte>();
                for (var x = x0; x < width; x += stepX)
                {
                    for (var c = 0; c < Channels; c++)
                        row.Add(sampleAt(x, y, c));
                }

                byte[] current = [.. row];
                above ??= new byte[current.Length];
                var kind = Filter ?? (byte)(filter++ % 5);
                yield return kind;
                for (var i = 0; i < current.Length; i++)
                    yield return (byte)(current[i] - Predict(kind, current, above, i));
                above = current;
            }
        }
    }

    private int Predict(byte filter, byte[] row, byte[] above, int i)
    {
        int a = i >= Channels ? row[i - Channels] : 0, b = above[i], c = i >= Channels ? above[i - Channels] : 0;
        switch (filter)
        {
            case 1: return a;
            case 2: return b;
            case 3: return (a + b) >> 1;
            case 4:
                var p = a + b - c;
                return new[] { a, b, c }.MinBy(v => Math.Abs(p - v));
            default: return 0;
        }
    }

    private static byte[] Compress(byte[] raw)
    {
        using var target = new MemoryStream();
        using (var stream = new ZLibStream(target, CompressionLevel.Fastest))
            stream.Write(raw);
        return target.ToArray();
    }

    private static void Write(Stream file, string type, byte[] data)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(typed));
        file.Write(number);
    }

    // Bit by bit, so that it shares nothing with the table under test.
    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((((crc ^ (uint)(b >> bit)) & 1) != 0) ? 0xEDB88320u : 0);
        }

        return ~crc;
    }
}
