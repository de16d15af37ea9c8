namespace Shepherd.Cli.Ocr;

/// <summary>A picture in memory: 8-bit RGB, row-major, 3 bytes a pixel.</summary>
internal sealed record Picture(int Width, int Height, byte[] Rgb)
{
    public const int Channels = 3;

    public static Picture Blank(int width, int height) => new(width, height, new byte[width * height * Channels]);
}
