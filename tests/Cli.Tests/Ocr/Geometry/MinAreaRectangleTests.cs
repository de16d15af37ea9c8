using Shepherd.Cli.Ocr.Geometry;

namespace Shepherd.Cli.Tests.Ocr.Geometry;

public class MinAreaRectangleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-20)]
    [InlineData(44)]
    [InlineData(-44)]
    public void Around_PointsInARotatedRectangle_FindsItAgain(float degrees)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        var box = new TextBox(new Point(200, 100), new Point(cos, sin), 120, 18);
        var random = new Random(3);
        var points = box.Corners.ToList();
        for (var i = 0; i < 500; i++)
            points.Add(box.Center + (box.Along * (((float)random.NextDouble() - 0.5f) * 120)) + (box.Along.Down * (((float)random.NextDouble() - 0.5f) * 18)));

        var found = MinAreaRectangle.Around(points).Upright();

        Assert.Equal(120, found.Width, 0.1f);
        Assert.Equal(18, found.Height, 0.1f);
        Assert.Equal(200, found.Center.X, 0.1f);
        Assert.Equal(100, found.Center.Y, 0.1f);
        Assert.Equal(cos, found.Along.X, 0.01f);
        Assert.Equal(sin, found.Along.Y, 0.01f);
    }

    [Fact]
    public void Around_RandomPoints_EnclosesAllAndBeatsEveryDegree()
    {
        var random = new Random(11);
        for (var round = 0; round < 50; round++)
        {
            var points = Enumerable.Range(0, 3 + round).Select(_ => new Point(random.Next(100), random.Next(60))).ToList();
            var box = MinAreaRectangle.Around([.. points]);
            foreach (var offset in points.Select(p => p - box.Center))
            {
                Assert.True(MathF.Abs(offset.Dot(box.Along)) <= (box.Width / 2) + 0.01f);
                Assert.True(MathF.Abs(offset.Dot(box.Along.Down)) <= (box.Height / 2) + 0.01f);
            }

            Assert.True(box.Width * box.Height <= SmallestByDegree(points) + 0.5f);
        }
    }

    [Fact]
    public void Of_SquareWithPointsOnItsEdges_KeepsTheCorners()
    {
        var hull = ConvexHull.Of([new(0, 0), new(1, 0), new(2, 0), new(2, 1), new(2, 2), new(1, 2), new(0, 2), new(0, 1), new(1, 1), new(0, 0)]);

        Assert.Equal([new(0, 0), new(2, 0), new(2, 2), new(0, 2)], hull);
    }

    private static float SmallestByDegree(List<Point> points) => Enumerable.Range(0, 90).Min(degree =>
    {
        var (sin, cos) = MathF.SinCos(degree * MathF.PI / 180);
        var along = new Point(cos, sin);
        var (us, vs) = (points.Select(p => p.Dot(along)).ToList(), points.Select(p => p.Dot(along.Down)).ToList());
        return (us.Max() - us.Min()) * (vs.Max() - vs.Min());
    });
}
