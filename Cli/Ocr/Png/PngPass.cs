namespace Shepherd.Cli.Ocr.Png;

/// <summary>One of the sub-pictures of an interlaced PNG: where it starts, its steps, and how many pixels it has.</summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY, int Width = 0, int Height = 0)
{
    public static readonly PngPass[] Whole = [new(0, 0, 1, 1)];

    /// <summary>PNG specification, 8.2: the seven passes.</summary>
    public static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    public PngPass Of(int width, int height) => this with
    {
        Width = (Math.Max(0, width - X) + StepX - 1) / StepX,
        Height = (Math.Max(0, height - Y) + StepY - 1) / StepY,
    };
}
