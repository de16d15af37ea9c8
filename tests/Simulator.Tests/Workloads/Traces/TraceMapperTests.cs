using Shepherd.Core.Primitives;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Simulator.Tests.Workloads.Traces;

public class TraceMapperTests
{
    private const long S = 1_000_000_000;

    [Fact]
    public void Map_StreamsNamedAsModels_GoToThem()
    {
        var arrivals = TraceMapper.Map(Streams(("b", 5), ("a", 2)), ["a", "b"], [1, 1], StreamMapping.RoundRobin, 1);
        Assert.Equal([2, 5], arrivals.Select(a => a.Rate));
    }

    [Fact]
    public void Map_ByWeight_ComesNearTheWeightsWithWholeStreams()
    {
        var trace = Streams([.. Enumerable.Range(1, 60).Select(i => ($"f{i:00}", 1 + (i * 37 % 11)))]);
        double[] weights = [6, 3, 1];
        var arrivals = TraceMapper.Map(trace, ["a", "b", "c"], weights, StreamMapping.ByWeight, 1);
        var total = trace.Streams.Sum(s => s.Arrivals.Rate);
        Assert.Equal(total, arrivals.Sum(a => a.Rate), 1e-6);
        for (var i = 0; i < 3; i++)
            Assert.Equal(weights[i] / 10, arrivals[i].Rate / total, 0.03);
    }

    [Fact]
    public void Map_OneHugeStream_StillLeavesEveryModelOne() =>
        Assert.All(TraceMapper.Map(Streams(("x", 1000), ("y", 1), ("z", 1)), ["a", "b", "c"], [1000, 1, 1000], StreamMapping.ByWeight, 1), a => Assert.True(a.Rate > 0));

    [Fact]
    public void Map_RoundRobin_TakesTheBusiestFirst() =>
        Assert.Equal([9 + 3, 5 + 1], TraceMapper.Map(Streams(("w", 1), ("x", 5), ("y", 3), ("z", 9)), ["a", "b"], [1, 1], StreamMapping.RoundRobin, 1).Select(a => a.Rate));

    [Fact]
    public void Map_SingleStream_IsDividedRequestByRequest()
    {
        var trace = Streams(("all", 10_000));
        var arrivals = TraceMapper.Map(trace, ["a", "b"], [3, 1], StreamMapping.ByWeight, 1);
        var (first, second) = (((InstantArrivals)arrivals[0]).InstantsNs, ((InstantArrivals)arrivals[1]).InstantsNs);
        Assert.Equal(((InstantArrivals)trace.Streams[0].Arrivals).InstantsNs, first.Concat(second).Order());
        Assert.InRange(first.Count, 7300, 7700);
        Assert.Equal(first, ((InstantArrivals)TraceMapper.Map(trace, ["a", "b"], [3, 1], StreamMapping.ByWeight, 1)[0]).InstantsNs);
        Assert.NotEqual(first, ((InstantArrivals)TraceMapper.Map(trace, ["a", "b"], [3, 1], StreamMapping.ByWeight, 2)[0]).InstantsNs);
    }

    [Fact]
    public void Map_SingleWindowedStream_IsDividedByRate()
    {
        var trace = new Trace("t", [new TraceStream("all", new WindowArrivals([new RateWindow(0, S, 8, 1)], S))], S);
        Assert.Equal([6, 2], TraceMapper.Map(trace, ["a", "b"], [3, 1], StreamMapping.ByWeight, 1).Select(a => a.Rate));
    }

    [Fact]
    public void Map_StrangerBesideKnownStreams_IsNamed() => Assert.Contains("'q' is no model given", Fault(["a", "b"], ("a", 1), ("q", 1)), StringComparison.Ordinal);

    [Fact]
    public void Map_ModelWithoutItsStream_IsNamed() => Assert.Contains("no request for model 'c'", Fault(["a", "c"], ("a", 1)), StringComparison.Ordinal);

    [Fact]
    public void Map_FewerStreamsThanModels_SaysSo() => Assert.Contains("2 streams in the selected time, too few for 3 models", Fault(["a", "b", "c"], ("x", 1), ("y", 1)), StringComparison.Ordinal);

    [Fact]
    public void Scale_Recorded_IsReplayedInLessTime()
    {
        var scaled = new InstantArrivals([0, 3 * S, 8 * S], 10 * S).Scale(2).Scale(2);
        Assert.Equal([0, 3 * S / 4, 2 * S], scaled.Draw(new SeededRandom(1), 10 * S));
        Assert.Equal(1.2, scaled.Rate, 1e-12);
    }

    [Fact]
    public void Draw_ShortWindowsOfHighVariation_KeepTheMeanRate()
    {
        var windows = Enumerable.Range(0, 100).Select(i => new RateWindow(i * S, (i + 1) * S, i % 2 == 0 ? 30 : 10, 8)).ToList();
        var process = new WindowArrivals(windows, 100 * S);
        var mean = Enumerable.Range(1, 500).Average(seed => process.Draw(new SeededRandom((ulong)seed), 100 * S).Count());
        Assert.Equal(20, process.Rate, 1e-9);
        Assert.InRange(mean, 2000 * 0.97, 2000 * 1.03);
        var scaled = process.Scale(4);
        Assert.Equal(80, scaled.Rate, 1e-6);
        Assert.All(scaled.Draw(new SeededRandom(1), 100 * S), at => Assert.InRange(at, 0, 25 * S));
    }

    private static string Fault(string[] models, params (string Name, int Count)[] streams) =>
        Assert.Throws<ArgumentException>(() => TraceMapper.Map(Streams(streams), models, [.. models.Select(_ => 1.0)], StreamMapping.ByWeight, 1)).Message;

    private static Trace Streams(params (string Name, int Count)[] streams) =>
        new("test", [.. streams.Select(s => new TraceStream(s.Name, new InstantArrivals([.. Enumerable.Range(0, s.Count).Select(i => S * i / s.Count)], S)))], S);
}
