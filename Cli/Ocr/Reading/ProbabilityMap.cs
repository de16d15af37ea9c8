using Shepherd.Cli.Ocr.Geometry;

namespace Shepherd.Cli.Ocr.Reading;

/// <summary>The detection model's answer: for each pixel the probability that it is text, times 255.</summary>
internal sealed record ProbabilityMap(int Width, int Height, ReadOnlyMemory<byte> Values)
{
    /// <summary>Mean probability, 0 to 1, over the pixels whose centre lies in the box; 0 when there are none.</summary>
    public float MeanIn(TextBox box)
    {
        var corners = box.Corners;
        var values = Values.Span;
        var (sum, count) = (0L, 0);
        var bottom = Math.Min(Height - 1, (int)corners.Max(c => c.Y));
        var right = Math.Min(Width - 1, (int)corners.Max(c => c.X));
        for (var y = Math.Max(0, (int)corners.Min(c => c.Y)); y <= bottom; y++)
        {
            for (var x = Math.Max(0, (int)corners.Min(c => c.X)); x <= right; x++)
            {
                var offset = new Point(x + 0.5f, y + 0.5f) - box.Center;
                if (MathF.Abs(offset.Dot(box.Along)) > box.Width / 2 || MathF.Abs(offset.Dot(box.Along.Down)) > box.Height / 2)
                    continue;
                sum += values[(y * Width) + x];
                count++;
            }
        }

        return count == 0 ? 0 : sum / (float)count / byte.MaxValue;
    }
}
