using Shepherd.Core.Primitives;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Driving.Isolation;

namespace Shepherd.GpuWorker.Tests.Driving.Isolation;

public class PoisonSearchTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 1)]
    [InlineData(64, 1)]
    [InlineData(64, 3)]
    [InlineData(61, 7)]
    [InlineData(64, 32)]
    [InlineData(64, 64)]
    public void Search_SomeOfABatchAreAtFault_FindsExactlyThoseWithinTheBound(int size, int bad)
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var batch = Batch(size);
            var random = new SeededRandom(seed);
            var poison = new HashSet<WorkItem>();
            while (poison.Count < bad)
                poison.Add(batch[(int)(random.NextUnit() * size)]);

            var search = new PoisonSearch(batch, isBroken: false);
            var (alone, well) = (new List<WorkItem>(), new List<WorkItem>());
            while (search.TryTake(out var part))
                Run(search, part, poison, alone, well);

            Assert.Equal(poison, [.. alone]);
            Assert.Equal(size - bad, well.Distinct().Count());
            Assert.Equal((size - bad, bad), (search.Succeeded, search.Failed));
            Assert.Empty(search.TakeCondemned());
            Assert.InRange(search.Runs, 1, Math.Min(2 * (size - 1), 2 * bad * (1 + Math.Log2((double)size / bad))));
        }
    }

    [Fact]
    public void Search_OfABrokenModel_TriesThreeAloneAndCondemnsTheRest()
    {
        var batch = Batch(64);
        var search = new PoisonSearch(batch, isBroken: true);
        var alone = new List<WorkItem>();
        while (search.TryTake(out var part))
            Run(search, part, [.. batch], alone, []);
        Assert.Equal(3, search.Runs);
        Assert.Equal([batch[0], batch[32], batch[63]], alone);
        Assert.Equal(61, search.TakeCondemned().Length);
    }

    [Fact]
    public void Search_OfAModelThatRunsAgain_CondemnsNobody()
    {
        var batch = Batch(16);
        HashSet<WorkItem> poison = [batch[0], batch[5]];
        var search = new PoisonSearch(batch, isBroken: true);
        var (alone, well) = (new List<WorkItem>(), new List<WorkItem>());
        while (search.TryTake(out var part))
            Run(search, part, poison, alone, well);
        Assert.Equal(poison, [.. alone]);
        Assert.Equal(14, well.Count);
        Assert.Empty(search.TakeCondemned());
    }

    private static WorkItem[] Batch(int size) => [.. Enumerable.Range(0, size).Select(i => VirtualWorker.Request(i, 0, 0, 1))];

    private static void Run(PoisonSearch search, WorkItem[] part, HashSet<WorkItem> poison, List<WorkItem> alone, List<WorkItem> well)
    {
        var failure = part.Any(poison.Contains) ? new InvalidOperationException("poison") : null;
        search.Ran(new FinishedBatch(0, part, 1, failure is null, failure));
        if (failure is null)
            well.AddRange(part);
        else if (part.Length == 1)
            alone.Add(part[0]);
        else
            search.Split(part);
    }
}
