using Shepherd.Onnx.Segments;

namespace Shepherd.Onnx.Tests.Segments;

public sealed class CutSearchTests
{
    [Fact]
    public void Find_EqualOperators_CutsEvenly()
    {
        double[] times = [.. Enumerable.Repeat(1.0, 12)];

        Assert.Equal([3, 6, 9], Positions(times, [.. Enumerable.Range(1, 11).Select(i => new CutPoint(i, 100))], 4));
    }

    [Fact]
    public void Find_FewerBytesBeside_TakesThem()
    {
        double[] times = [.. Enumerable.Repeat(1.0, 100)];
        var points = Enumerable.Range(1, 99).Select(i => new CutPoint(i, i == 52 ? 1 : 1000)).ToList();

        Assert.Equal([52], Positions(times, points, 2));
    }

    [Fact]
    public void Find_FewerBytesFarAway_LeavesThem()
    {
        double[] times = [.. Enumerable.Repeat(1.0, 100)];
        var points = Enumerable.Range(1, 99).Select(i => new CutPoint(i, i == 10 ? 1 : 1000)).ToList();

        Assert.Equal([50], Positions(times, points, 2));
    }

    [Fact]
    public void Find_FreeOperatorsAtTheEnds_AreNoSegments()
    {
        // Constants at the start and a reshape at the end take no time.
        double[] times = [0, 0, 0, 5, 5, 0];

        Assert.Equal([4], Positions(times, [.. Enumerable.Range(1, 5).Select(i => new CutPoint(i, 8))], 4));
    }

    [Fact]
    public void Find_NoTimeOrNoPoints_DoesNotCut()
    {
        Assert.Empty(CutSearch.Find([0, 0], [new CutPoint(1, 8)], 4));
        Assert.Empty(CutSearch.Find([1, 1], [], 4));
        Assert.Empty(CutSearch.Find([1, 1], [new CutPoint(1, 8)], 1));
    }

    [Fact]
    public void Find_RandomGraphs_CostsWhatTheBestOfAllChoicesDoes()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            double[] times = [.. Enumerable.Range(0, 11).Select(_ => 1.0 + random.Next(9))];
            var points = Enumerable.Range(1, 10).Where(_ => random.Next(4) > 0).Select(i => new CutPoint(i, random.Next(1, 1000))).ToList();
            var segments = Math.Min(2 + random.Next(4), points.Count + 1);

            var found = CutSearch.Find(times, points, segments);

            Assert.Equal(segments - 1, found.Count);
            Assert.Equal(Choices(points, segments - 1).Min(c => Cost(times, points, c)), Cost(times, points, found), 1e-9);
        }
    }

    private static IEnumerable<int> Positions(double[] times, List<CutPoint> points, int segments) => CutSearch.Find(times, points, segments).Select(c => c.Position);

    private static IEnumerable<List<CutPoint>> Choices(List<CutPoint> points, int count) => count == 0
        ? [[]]
        : points.SelectMany((point, i) => Choices(points[(i + 1)..], count - 1).Select(rest => (List<CutPoint>)[point, .. rest]));

    /// <summary>As the class describes it.</summary>
    private static double Cost(double[] times, List<CutPoint> points, IReadOnlyList<CutPoint> cuts)
    {
        int[] ends = [0, .. cuts.Select(c => c.Position), times.Length];
        var wait = ends.Zip(ends.Skip(1)).Sum(s => Math.Pow(times[s.First..s.Second].Sum() / times.Sum(), 2)) * (ends.Length - 1);
        return wait + (0.25 * cuts.Average(c => (double)c.LiveBytes) / points.Max(p => p.LiveBytes));
    }
}
