namespace Shepherd.Cli.Ocr.Geometry;

/// <summary>A point or direction in a picture, in pixels; y grows downwards. Pixel (0,0) covers 0 to 1, its centre is (0.5, 0.5).</summary>
internal readonly record struct Point(float X, float Y)
{
    public float Length => MathF.Sqrt((X * X) + (Y * Y));

    /// <summary>The direction a quarter turn clockwise on the screen: what is "down" for text that runs this way.</summary>
    public Point Down => new(-Y, X);

    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    public static Point operator *(Point a, float factor) => new(a.X * factor, a.Y * factor);

    public float Dot(Point other) => (X * other.X) + (Y * other.Y);

    /// <summary>Positive when <paramref name="other"/> is clockwise of this on the screen.</summary>
    public float Cross(Point other) => (X * other.Y) - (Y * other.X);
}
