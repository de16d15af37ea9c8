using Shepherd.Cli.Ocr.Geometry;
using Shepherd.Cli.Ocr.Reading;

namespace Shepherd.Cli.Tests.Ocr.Reading;

public class TextBoxFinderTests
{
    [Fact]
    public void Find_TwoRegions_GivesTwoGrownBoxesInPictureCoordinates()
    {
        var map = Map(160, 64, (x, y) => (x is >= 20 and < 60 && y is >= 10 and < 20) || (x is >= 90 and < 150 && y is >= 40 and < 50) ? 250 : 0);

        var boxes = TextBoxFinder.Find(map, 320, 128);

        Assert.Equal(2, boxes.Count);
        // 40x10 grows by 40·10·1.5 ÷ 100 = 6 a side; the picture is twice the map.
        Assert.Equal((new Point(80, 30), 104f, 44f), (boxes[0].Center, boxes[0].Width, boxes[0].Height));
        Assert.Equal(new Point(240, 90), boxes[1].Center);
    }

    [Theory]
    [InlineData(76, 20, 10, 0)] // Just at the threshold of 0.3: no region at all.
    [InlineData(140, 20, 10, 0)] // A region, but its mean is under 0.6.
    [InlineData(160, 20, 10, 1)]
    [InlineData(250, 20, 2, 0)] // Thinner than 3 pixels.
    public void Find_FaintOrThinRegion_IsLeftOut(int value, int width, int height, int expected)
    {
        var map = Map(64, 32, (x, y) => x >= 8 && x < 8 + width && y >= 8 && y < 8 + height ? value : 0);

        Assert.Equal(expected, TextBoxFinder.Find(map, 64, 32).Count);
    }

    [Fact]
    public void Find_RegionsThatTouchAtACorner_AreOne()
    {
        var map = Map(64, 32, (x, y) => (x is >= 4 and < 14 && y is >= 4 and < 14) || (x is >= 14 and < 24 && y is >= 14 and < 24) ? 255 : 0);

        Assert.Single(ConnectedComponents.Find(map, 76));
    }

    [Fact]
    public void Find_WholeMapIsText_IsOneBox()
    {
        var box = Assert.Single(TextBoxFinder.Find(Map(96, 32, (_, _) => 255), 96, 32));

        Assert.Equal(new Point(48, 16), box.Center);
    }

    private static ProbabilityMap Map(int width, int height, Func<int, int, int> valueAt) =>
        new(width, height, Enumerable.Range(0, width * height).Select(i => (byte)valueAt(i % width, i / width)).ToArray());
}
