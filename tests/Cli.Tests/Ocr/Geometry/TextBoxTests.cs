using Shepherd.Cli.Ocr.Geometry;

namespace Shepherd.Cli.Tests.Ocr.Geometry;

public class TextBoxTests
{
    [Fact]
    public void Unclip_Box_GrowsByAreaTimesRatioOverPerimeterOnEachSide()
    {
        var grown = new TextBox(new Point(0, 0), new Point(1, 0), 100, 20).Unclip(1.5f);

        // 100·20·1.5 ÷ 240 = 12.5
        Assert.Equal((125f, 45f), (grown.Width, grown.Height));
    }

    [Fact]
    public void Upright_TallBox_RunsDown()
    {
        var box = new TextBox(new Point(10, 50), new Point(1, 0), 20, 90).Upright();

        Assert.Equal((0f, 1f), (box.Along.X, box.Along.Y));
        Assert.Equal((90f, 20f), (box.Width, box.Height));
        // Text that runs down has its top on the right.
        Assert.Equal(new Point(20, 5), box.Corners[0]);
    }

    [Fact]
    public void Upright_AnySideTakenAsWidth_GivesOneBox()
    {
        var expected = new TextBox(new Point(0, 0), new Point(1, 0), 60, 20);
        for (var (turn, box) = (0, expected); turn < 4; turn++, box = new TextBox(box.Center, box.Along.Down, box.Height, box.Width))
            Assert.Equal(expected.Corners, box.Upright().Corners);
    }

    [Fact]
    public void Scale_DifferentFactors_StretchesEachAxis()
    {
        var box = new TextBox(new Point(10, 10), new Point(1, 0), 8, 4).Scale(2, 3);

        Assert.Equal(new Point(20, 30), box.Center);
        Assert.Equal((16f, 12f), (box.Width, box.Height));
    }
}
