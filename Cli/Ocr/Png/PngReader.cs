using System.IO.Compression;

namespace Shepherd.Cli.Ocr.Png;

/// <summary>Reads PNG files of 8 bits a channel: grey and RGB, with or without alpha, interlaced or not. Alpha is composed on white.</summary>
internal static class PngReader
{
    /// <summary>Larger files are no page or photograph of <see cref="PngHeader.PixelsMax"/> pixels, even if stored without compression.</summary>
    public const long FileBytesMax = 128L << 20;

    /// <exception cref="PictureException">The file cannot be read as such a PNG.</exception>
    public static Picture Read(string path)
    {
        if (Directory.Exists(path))
            throw new PictureException(path, "it is a folder", "name the PNG files in it");
        try
        {
            var length = new FileInfo(path).Length;
            if (length > FileBytesMax)
                throw new PictureException(path, $"the file has {length} bytes, at most {FileBytesMax} are read", $"make it smaller: {Shrink(path)}");
            return Decode(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PictureException(path, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message, "check the path");
        }
    }

    /// <summary>Decodes a whole file; <paramref name="name"/> is what messages call it.</summary>
    public static Picture Decode(ReadOnlyMemory<byte> file, string name)
    {
        try
        {
            var content = PngChunks.Read(file);
            return PngPixels.ToPicture(content.Header, Inflate(content), content.Transparent);
        }
        catch (PngFault fault)
        {
            throw new PictureException(name, fault.Message, fault.Kind switch
            {
                PngFaultKind.Damaged => "copy or save it again",
                PngFaultKind.TooLarge => $"make it smaller: {Shrink(name)}",
                _ => $"convert it: {Convert(name)}",
            });
        }
    }

    private static byte[] Inflate(PngContent content)
    {
        var raw = new byte[content.Header.RawBytes];
        try
        {
            using var pixels = new ZLibStream(new MemoryStream(content.Data, writable: false), CompressionMode.Decompress);
            var read = pixels.ReadAtLeast(raw, raw.Length, throwOnEndOfStream: false);
            if (read < raw.Length)
                throw PngFault.Damaged($"the pixels end early ({read} of {raw.Length} bytes)");
            if (pixels.ReadByte() >= 0)
                throw PngFault.Damaged("there are more pixels than the header says");
        }
        catch (InvalidDataException e)
        {
            throw PngFault.Damaged($"the compressed pixels cannot be unpacked ({e.Message.TrimEnd('.')})");
        }

        return raw;
    }

    private static string Convert(string name) => $"convert '{name}' -background white -alpha remove -depth 8 -type TrueColor PNG24:out.png";

    private static string Shrink(string name) => $"convert '{name}' -resize 4000x4000 -depth 8 -type TrueColor PNG24:out.png";
}
