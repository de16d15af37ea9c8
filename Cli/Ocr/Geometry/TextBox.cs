namespace Shepherd.Cli.Ocr.Geometry;

/// <summary>A rotated rectangle around a line of text.</summary>
/// <param name="Center">Its middle.</param>
/// <param name="Along">Unit vector in reading direction.</param>
/// <param name="Width">Extent along the text, pixels.</param>
/// <param name="Height">Extent across the text, pixels.</param>
internal readonly record struct TextBox(Point Center, Point Along, float Width, float Height)
{
    /// <summary>A box this much taller than wide holds text that runs down the picture.</summary>
    private const float TallRatio = 1.5f;

    public float ShortSide => MathF.Min(Width, Height);

    /// <summary>Top left, top right, bottom right, bottom left, as the text has it.</summary>
    public Point[] Corners
    {
        get
        {
            var (right, down) = (Along * (Width / 2), Along.Down * (Height / 2));
            return [Center - right - down, Center + right - down, Center + right + down, Center - right + down];
        }
    }

    /// <summary>The same text read from its other end.</summary>
    public TextBox UpsideDown => this with { Along = Along * -1 };

    /// <summary>Grows by what DB training shrank: area × <paramref name="ratio"/> ÷ perimeter on each side.</summary>
    public TextBox Unclip(float ratio)
    {
        var distance = Width * Height * ratio / (2 * (Width + Height));
        return this with { Width = Width + (2 * distance), Height = Height + (2 * distance) };
    }

    /// <summary>The box in a picture that is stretched by these factors. The right angle is kept: the factors differ only by rounding.</summary>
    public TextBox Scale(float scaleX, float scaleY)
    {
        Point Stretch(Point p) => new(p.X * scaleX, p.Y * scaleY);
        var along = Stretch(Along);
        return new TextBox(Stretch(Center), along * (1 / along.Length), Width * along.Length, Height * Stretch(Along.Down).Length);
    }

    /// <summary>Chooses which of the four directions the text runs: to the right, or downwards in a tall box.</summary>
    public TextBox Upright()
    {
        var box = MathF.Abs(Along.X) >= MathF.Abs(Along.Y) ? this : Turned();
        box = box.Along.X < 0 ? box.UpsideDown : box;
        return box.Height >= box.Width * TallRatio ? box.Turned() : box;
    }

    private TextBox Turned() => new(Center, Along.Down, Height, Width);
}
