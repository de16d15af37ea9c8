using Shepherd.Core.Primitives;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Tests.Workloads;

public class ArrivalMergeTests
{
    private const long S = 1_000_000_000;

    private static readonly IArrivalProcess[] Three = [new GammaArrivals(40, 1), new GammaArrivals(70, 3), new DiurnalArrivals(20, 1, 5)];

    [Fact]
    public void Draw_ThreeProcesses_AscendsAndHasAllOfEach()
    {
        var merged = ArrivalMerge.Draw(Three, 5, 50 * S).ToList();
        Assert.Equal(merged.Order(), merged);
        Assert.Equal([0, 1, 2], merged.Select(m => m.Index).Distinct().Order());
        Assert.Equal(Three[0].Draw(new SeededRandom(5), 50 * S), merged.Where(m => m.Index == 0).Select(m => m.AtNs));
    }

    [Fact]
    public void Draw_OneProcessMore_LeavesTheOthersAsTheyWere()
    {
        var two = ArrivalMerge.Draw(Three[..2], 5, 50 * S);
        Assert.Equal(two, ArrivalMerge.Draw(Three, 5, 50 * S).Where(m => m.Index < 2));
    }

    [Fact]
    public void Draw_NeighbouringSeeds_ShareNoArrivals()
    {
        var same = new IArrivalProcess[] { new GammaArrivals(40, 1), new GammaArrivals(40, 1) };
        var second = ArrivalMerge.Draw(same, 1, 50 * S).Where(m => m.Index == 1).Select(m => m.AtNs);
        var first = ArrivalMerge.Draw(same, 2, 50 * S).Where(m => m.Index == 0).Select(m => m.AtNs);
        Assert.Empty(second.Intersect(first));
    }

    [Fact]
    public void Draw_Ties_GoToTheLowerIndex()
    {
        var tied = new IArrivalProcess[] { new Fixed([1, 4]), new Fixed([1, 3, 4]) };
        Assert.Equal([(1, 0), (1, 1), (3, 1), (4, 0), (4, 1)], ArrivalMerge.Draw(tied, 1, S));
    }

    private sealed record Fixed(long[] Instants) : IArrivalProcess
    {
        public double Rate => Instants.Length;

        public string? FindFault() => null;

        public IEnumerable<long> Draw(SeededRandom random, long durationNs) => Instants;

        public IArrivalProcess Scale(double factor) => this;
    }
}
