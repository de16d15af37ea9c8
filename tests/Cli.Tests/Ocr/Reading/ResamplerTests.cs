using Shepherd.Cli.Ocr;
using Shepherd.Cli.Ocr.Geometry;
using Shepherd.Cli.Ocr.Reading;

namespace Shepherd.Cli.Tests.Ocr.Reading;

public class ResamplerTests
{
    private static readonly Picture Gradient = Make(16, 8, (x, y, c) => (x * 10) + (y * 5) + c);

    [Fact]
    public void Crop_BoxOnThePixelGrid_CopiesPixels()
    {
        var target = Picture.Blank(6, 4);
        Resampler.Crop(Gradient, new TextBox(new Point(6, 4), new Point(1, 0), 6, 4), target, 6);

        Assert.Equal(Make(6, 4, (x, y, c) => ((x + 3) * 10) + ((y + 2) * 5) + c).Rgb, target.Rgb);
    }

    [Fact]
    public void Crop_BoxUpsideDown_TurnsThePixels()
    {
        var target = Picture.Blank(6, 4);
        Resampler.Crop(Gradient, new TextBox(new Point(6, 4), new Point(1, 0), 6, 4).UpsideDown, target, 6);

        Assert.Equal(Make(6, 4, (x, y, c) => ((8 - x) * 10) + ((5 - y) * 5) + c).Rgb, target.Rgb);
    }

    [Fact]
    public void Crop_BoxThatRunsDown_TurnsThePixels()
    {
        var target = Picture.Blank(6, 4);
        Resampler.Crop(Gradient, new TextBox(new Point(6, 4), new Point(0, 1), 6, 4), target, 6);

        Assert.Equal(Make(6, 4, (x, y, c) => ((7 - y) * 10) + ((x + 1) * 5) + c).Rgb, target.Rgb);
    }

    [Fact]
    public void Crop_FewerColumns_LeavesTheRest()
    {
        var target = Picture.Blank(8, 4);
        target.Rgb.AsSpan().Fill(128);
        Resampler.Crop(Gradient, new TextBox(new Point(6, 4), new Point(1, 0), 6, 4), target, 6);

        Assert.All(Enumerable.Range(0, 4), row => Assert.Equal([128, 128, 128, 128, 128, 128], target.Rgb[((row * 24) + 18)..((row * 24) + 24)]));
    }

    [Fact]
    public void Resize_Half_AveragesFourPixels()
    {
        var half = Resampler.Resize(Make(4, 4, (x, y, _) => (x + y) % 2 == 0 ? 0 : 200), 2, 2);

        Assert.All(half.Rgb, value => Assert.Equal(100, value));
    }

    [Fact]
    public void Resize_Double_InterpolatesAndKeepsTheBorder()
    {
        var wide = Resampler.Resize(Make(2, 1, (x, _, _) => x * 100), 4, 1);

        Assert.Equal([0, 25, 75, 100], wide.Rgb.Where((_, i) => i % 3 == 0).Select(b => (int)b));
    }

    private static Picture Make(int width, int height, Func<int, int, int, int> valueAt) =>
        new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)valueAt(i / 3 % width, i / 3 / width, i % 3))]);
}
