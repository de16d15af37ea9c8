using System.Security.Cryptography;
using Shepherd.Cli.Ocr;
using Shepherd.Cli.Ocr.Png;

namespace Shepherd.Cli.Tests.Ocr.Png;

public class PngReaderTests
{
    public static TheoryData<int, int, int, bool> Kinds()
    {
        var data = new TheoryData<int, int, int, bool>();
        foreach (var colourType in new[] { 0, 2, 4, 6 })
        {
            // 1x1 and 3x2 leave passes of an interlaced picture empty.
            foreach (var (width, height) in new[] { (1, 1), (3, 2), (13, 11), (40, 17) })
            {
                data.Add(width, height, colourType, false);
                data.Add(width, height, colourType, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_EveryKind_GivesTheWrittenPixelsOnWhite(int width, int height, int colourType, bool interlaced)
    {
        var samples = new byte[width * height * 4];
        new Random(7).NextBytes(samples);
        byte At(int x, int y, int c) => samples[(((y * width) + x) * 4) + c];

        var picture = PngReader.Decode(new PngWriter(width, height, colourType, At) { Interlaced = interlaced }.ToFile(), "a.png");

        Assert.Equal((width, height), (picture.Width, picture.Height));
        for (var i = 0; i < picture.Rgb.Length; i++)
        {
            var (x, y, c) = (i / 3 % width, i / 3 / width, i % 3);
            var value = At(x, y, colourType is 2 or 6 ? c : 0);
            var alpha = colourType switch { 4 => At(x, y, 1), 6 => At(x, y, 3), _ => byte.MaxValue };
            Assert.Equal(Math.Round(255 + ((value - 255) * alpha / 255.0), MidpointRounding.AwayFromZero), picture.Rgb[i]);
        }
    }

    // SHA-256 of the pixels as ImageMagick has them: convert FILE -background white -alpha remove -colorspace sRGB -depth 8 rgb:- | sha256sum
    [Theory]
    [InlineData("invoice.png", "788342158a96d3aa")]
    [InlineData("letter.png", "ddddfd8a8bad6ac2")]
    [InlineData("page.png", "726946f9915a8aac")]
    [InlineData("receipt.png", "077391e3c027a0ff")]
    public void Read_Sample_GivesThePixelsThatImageMagickReads(string file, string digest)
    {
        var picture = PngReader.Read(Path.Combine(Repository.Samples, file));

        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(picture.Rgb))[..16]);
    }

    [Theory]
    [InlineData("/", "it is a folder")]
    [InlineData("/no/such.png", "there is no such file")]
    [InlineData("", "empty")]
    public void Read_NoFile_SaysWhatThePathIs(string path, string fault) =>
        Assert.Contains(fault, Assert.Throws<PictureException>(() => PngReader.Read(path)).Message, StringComparison.Ordinal);

    [Fact]
    public void Decode_TransparentColour_IsWhite()
    {
        var file = new PngWriter(2, 1, 2, (x, _, c) => (byte)(x == 0 ? 10 + c : 50)) { Extra = [("tRNS", [0, 10, 0, 11, 0, 12])] }.ToFile();

        Assert.Equal([255, 255, 255, 50, 50, 50], PngReader.Decode(file, "a.png").Rgb);
    }

    [Fact]
    public void Decode_AncillaryChunks_AreSkipped()
    {
        var file = new PngWriter(1, 1, 0, (_, _, _) => 9) { Extra = [("tEXt", "hi"u8.ToArray()), ("gAMA", [0, 0, 1, 0])] }.ToFile();

        Assert.Equal([9, 9, 9], PngReader.Decode(file, "a.png").Rgb);
    }

    public static TheoryData<string, string> Faults() => new()
    {
        { "16 bit", "16 bits a channel" },
        { "palette", "palette" },
        { "colour type", "colour type 5" },
        { "text", "not a PNG" },
        { "empty", "not a PNG" },
        { "cut", "cut off" },
        { "cut in pixels", "the pixels end early" },
        { "surplus", "more pixels than the header says" },
        { "filter", "filter 7" },
        { "checksum", "checksum of its chunk IDAT" },
        { "bomb", "at most 25000000 pixels" },
        { "overflow", "at most 25000000 pixels" },
        { "zero", "there are no pixels" },
        { "critical", "ABCD is unknown" },
        { "no header", "its first chunk is IEND" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Decode_BadFile_NamesFileFaultAndRemedy(string kind, string fault)
    {
        var failure = Assert.Throws<PictureException>(() => PngReader.Decode(Bad(kind), "scan 1.png"));

        Assert.StartsWith("scan 1.png: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
        var isDamaged = failure.Message.Contains("it is damaged: ", StringComparison.Ordinal);
        Assert.Equal(kind is not ("16 bit" or "palette" or "text" or "empty" or "bomb" or "overflow" or "critical"), isDamaged);
        Assert.EndsWith(isDamaged ? "; copy or save it again" : "PNG24:out.png", failure.Message, StringComparison.Ordinal);
        Assert.Equal(!isDamaged, failure.Message.Contains("convert 'scan 1.png' -", StringComparison.Ordinal));
    }

    [Fact]
    public void Decode_EveryPrefixOfAFile_IsRefused()
    {
        var file = Writer(2).ToFile();
        for (var length = 0; length < file.Length; length++)
            Assert.Throws<PictureException>(() => PngReader.Decode(file.AsMemory(0, length), "a.png"));
    }

    [Fact]
    public void Decode_AnyFlippedByte_IsRefused()
    {
        var file = Writer(2).ToFile();
        for (var i = 0; i < file.Length; i++)
        {
            file[i] ^= 0x10;
            Assert.Throws<PictureException>(() => PngReader.Decode(file, "a.png"));
            file[i] ^= 0x10;
        }
    }

    [Fact]
    public void Read_MissingFile_SaysSo()
    {
        var failure = Assert.Throws<PictureException>(() => PngReader.Read("/nowhere/a.png"));

        Assert.Equal("/nowhere/a.png: there is no such file; check the path", failure.Message);
    }

    private static PngWriter Writer(int colourType) => new(4, 3, colourType, (x, y, c) => (byte)(x + y + c));

    private static byte[] Bad(string kind)
    {
        static byte Grey(int x, int y, int c) => 1;
        var sound = Writer(0).ToFile();
        switch (kind)
        {
            case "16 bit": return new PngWriter(2, 2, 0, Grey) { Depth = 16 }.ToFile();
            case "palette": return Writer(3).ToFile();
            case "colour type": return Writer(5).ToFile();
            case "text": return "GIF89a is something else"u8.ToArray();
            case "empty": return [];
            case "cut": return sound[..^13];
            case "cut in pixels": return new PngWriter(4, 3, 0, Grey) { Claimed = (4, 4) }.ToFile();
            case "surplus": return new PngWriter(4, 3, 0, Grey) { Surplus = [0] }.ToFile();
            case "filter": return new PngWriter(4, 3, 0, Grey) { Filter = 7 }.ToFile();
            case "checksum":
                sound[45] ^= 1; // In the first IDAT: signature 8, IHDR 25, length and type 8.
                return sound;
            case "bomb": return new PngWriter(1, 1, 6, Grey) { Claimed = (60_000, 60_000) }.ToFile();
            case "overflow": return new PngWriter(1, 1, 6, Grey) { Claimed = (uint.MaxValue, uint.MaxValue) }.ToFile();
            case "zero": return new PngWriter(1, 1, 0, Grey) { Claimed = (0, 4) }.ToFile();
            case "critical": return new PngWriter(1, 1, 0, Grey) { Extra = [("ABCD", [])] }.ToFile();
            default: return [.. sound[..8], .. sound[^12..]];
        }
    }
}
