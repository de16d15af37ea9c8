using Shepherd.Cli.Ocr.Geometry;
using Shepherd.Cli.Ocr.Reading;

namespace Shepherd.Cli.Tests.Ocr.Reading;

public class ReadingOrderTests
{
    [Fact]
    public void Rows_TwoColumns_AreReadRowByRow()
    {
        var rows = ReadingOrder.Rows([Box(300, 12), Box(60, 50), Box(60, 10), Box(300, 48)], b => b);

        Assert.Equal([[60, 300], [60, 300]], rows.Select(r => r.Select(b => b.Center.X)));
        Assert.Equal([10, 12, 50, 48], rows.SelectMany(r => r).Select(b => b.Center.Y));
    }

    [Fact]
    public void Rows_PageOnItsHead_StartAtItsOwnTop()
    {
        var rows = ReadingOrder.Rows([Box(60, 10).UpsideDown, Box(300, 10).UpsideDown, Box(200, 50).UpsideDown], b => b);

        Assert.Equal([[200], [300, 60]], rows.Select(r => r.Select(b => b.Center.X)));
    }

    [Fact]
    public void Rows_OneLineOnItsHead_DoesNotTurnThePage()
    {
        var rows = ReadingOrder.Rows([Box(60, 90).UpsideDown, Box(60, 10), Box(60, 50)], b => b);

        Assert.Equal([10, 50, 90], rows.Select(r => r.Single().Center.Y));
    }

    [Fact]
    public void Rows_SlantedPage_FollowsTheSlant()
    {
        // A row that falls by 40 over 400: its right end is lower than the left end of the next row.
        var (along, left, right) = (new Point(0.995f, 0.0995f), new Point(50, 20), new Point(450, 60));
        var next = new Point(50, 50);
        TextBox At(Point center) => new(center, along, 100, 20);

        var rows = ReadingOrder.Rows([At(right), At(next), At(left)], b => b);

        Assert.Equal([[left, right], [next]], rows.Select(r => r.Select(b => b.Center)));
    }

    [Fact]
    public void Rows_Nothing_IsNothing() => Assert.Empty(ReadingOrder.Rows<TextBox>([], b => b));

    private static TextBox Box(float x, float y) => new(new Point(x, y), new Point(1, 0), 100, 20);
}
