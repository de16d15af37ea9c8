using System.Buffers.Binary;
using System.Text;

namespace Shepherd.Cli.Ocr.Png;

/// <summary>What the reader needs of a PNG's chunks.</summary>
/// <param name="Header">Size and kind.</param>
/// <param name="Data">The compressed pixels of all IDAT chunks.</param>
/// <param name="Transparent">The one colour that is transparent, a byte per channel; null when there is none.</param>
internal sealed record PngContent(PngHeader Header, byte[] Data, byte[]? Transparent);

/// <summary>Walks the chunks: length (4 bytes, big-endian), type (4), data, CRC-32 over type and data (4).</summary>
internal static class PngChunks
{
    private const int FrameBytes = 12;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static PngContent Read(ReadOnlyMemory<byte> file)
    {
        if (!file.Span.StartsWith(Signature))
            throw new PngFault("it is not a PNG file");
        var rest = file[Signature.Length..];
        PngHeader? header = null;
        byte[]? transparent = null;
        using var data = new MemoryStream();
        while (true)
        {
            var (type, chunk) = Next(ref rest);
            if (header is null && type != "IHDR")
                throw PngFault.Damaged($"its first chunk is {type}, not IHDR");
            switch (type)
            {
                case "IHDR" when header is null:
                    header = PngHeader.Parse(chunk.Span);
                    break;
                case "IDAT":
                    data.Write(chunk.Span);
                    break;
                case "tRNS":
                    transparent = Transparent(header!, chunk.Span);
                    break;
                case "IEND":
                    return new PngContent(header!, data.ToArray(), transparent);
                default:
                    // An upper-case first letter marks a chunk without which the picture cannot be shown; PLTE is only a hint beside RGB.
                    if (char.IsAsciiLetterUpper(type[0]) && type != "PLTE")
                        throw new PngFault($"its chunk {type} is unknown or out of place");
                    break;
            }
        }
    }

    private static (string Type, ReadOnlyMemory<byte> Data) Next(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < FrameBytes)
            throw PngFault.Damaged("the file is cut off");
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
        if (length > rest.Length - FrameBytes)
            throw PngFault.Damaged("the file is cut off");
        var typed = rest.Slice(4, 4 + (int)length);
        var name = Encoding.Latin1.GetString(typed.Span[..4]);
        if (!name.All(char.IsAsciiLetter))
            throw PngFault.Damaged("a chunk has no proper name");
        if (Crc32.Of(typed.Span) != BinaryPrimitives.ReadUInt32BigEndian(rest.Span[(8 + (int)length)..]))
            throw PngFault.Damaged($"the checksum of its chunk {name} is wrong");
        rest = rest[(FrameBytes + (int)length)..];
        return (name, typed[4..]);
    }

    private static byte[]? Transparent(PngHeader header, ReadOnlySpan<byte> chunk)
    {
        if (header.Channels is not (1 or 3))
            throw PngFault.Damaged("it has both an alpha channel and a transparent colour");
        if (chunk.Length != header.Channels * 2)
            throw PngFault.Damaged("its transparent colour is malformed");
        var colour = new byte[header.Channels];
        for (var c = 0; c < colour.Length; c++)
        {
            if (chunk[c * 2] != 0)
                return null; // A 16-bit value that no 8-bit pixel has.
            colour[c] = chunk[(c * 2) + 1];
        }

        return colour;
    }
}
