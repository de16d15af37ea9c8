using Shepherd.Cli.Ocr.Geometry;

namespace Shepherd.Cli.Ocr.Reading;

/// <summary>Bilinear sampling of pictures, averaging where a target pixel covers several of the source.</summary>
internal static class Resampler
{
    /// <summary>Samples a side of one target pixel: beyond 4, averaging more changes nothing that a model sees.</summary>
    private const int SamplesMax = 4;

    /// <summary>The whole picture at another size.</summary>
    public static Picture Resize(Picture source, int width, int height)
    {
        if (source.Width == width && source.Height == height)
            return source;
        var target = Picture.Blank(width, height);
        var whole = new TextBox(new Point(source.Width / 2f, source.Height / 2f), new Point(1, 0), source.Width, source.Height);
        Crop(source, whole, target, width);
        return target;
    }

    /// <summary>Fills the first <paramref name="width"/> columns of <paramref name="target"/> with what the box shows, upright.</summary>
    public static void Crop(Picture source, TextBox box, Picture target, int width)
    {
        var right = box.Along * (box.Width / width);
        var down = box.Along.Down * (box.Height / target.Height);
        var origin = box.Corners[0];
        var (samplesX, samplesY) = (Samples(right.Length), Samples(down.Length));
        Span<float> sum = stackalloc float[Picture.Channels];
        for (var y = 0; y < target.Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                sum.Clear();
                for (var sample = 0; sample < samplesX * samplesY; sample++)
                {
                    var u = x + (((sample % samplesX) + 0.5f) / samplesX);
                    var v = y + (((sample / samplesX) + 0.5f) / samplesY);
                    AddSample(source, origin + (right * u) + (down * v), sum);
                }

                var pixel = target.Rgb.AsSpan(((y * target.Width) + x) * Picture.Channels, Picture.Channels);
                for (var c = 0; c < Picture.Channels; c++)
                    pixel[c] = (byte)((sum[c] / (samplesX * samplesY)) + 0.5f);
            }
        }
    }

    private static int Samples(float step) => Math.Clamp((int)MathF.Ceiling(step - 0.01f), 1, SamplesMax);

    // Outside the picture its border goes on.
    private static void AddSample(Picture source, Point at, Span<float> sum)
    {
        var x = Math.Clamp(at.X - 0.5f, 0, source.Width - 1);
        var y = Math.Clamp(at.Y - 0.5f, 0, source.Height - 1);
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, source.Width - 1), Math.Min(top + 1, source.Height - 1));
        var (fractionX, fractionY) = (x - left, y - top);
        var (a, b) = (((top * source.Width) + left) * Picture.Channels, ((top * source.Width) + right) * Picture.Channels);
        var (c, d) = (((bottom * source.Width) + left) * Picture.Channels, ((bottom * source.Width) + right) * Picture.Channels);
        var rgb = source.Rgb;
        for (var channel = 0; channel < Picture.Channels; channel++)
        {
            var upper = rgb[a + channel] + ((rgb[b + channel] - rgb[a + channel]) * fractionX);
            var lower = rgb[c + channel] + ((rgb[d + channel] - rgb[c + channel]) * fractionX);
            sum[channel] += upper + ((lower - upper) * fractionY);
        }
    }
}
