using Shepherd.GpuWorker.Profiling.Catalog;

namespace Shepherd.GpuWorker.Tests.Profiling.Catalog;

public sealed class CatalogMergeTests
{
    [Fact]
    public void Of_SameKindAndWeights_IsReplacedAndTheOthersStay()
    {
        var (cpu, gpu, other) = (HeldCatalog.Profile("cpu", 5), HeldCatalog.Profile("cuda", 1), HeldCatalog.Profile("cpu", 9, hash: "other"));
        var mine = HeldCatalog.Profile("cpu", 7, at: 1);

        var merged = CatalogMerge.Of([cpu, gpu, other], mine);

        Assert.Equal([mine, other, gpu], merged);
    }

    [Fact]
    public void Of_OtherThreadsOrSegments_StandBesideIt()
    {
        var mine = HeldCatalog.Profile("cpu", 5);

        Assert.Equal(3, CatalogMerge.Of([mine with { Threads = 2 }, mine with { Segments = 8 }], mine).Count);
    }

    [Fact]
    public void Of_ManyWeightsOfAKind_KeepsTheNewest()
    {
        var held = Enumerable.Range(0, 10).Select(i => HeldCatalog.Profile("cpu", 5, at: i, hash: $"h{i}")).ToList();

        var merged = CatalogMerge.Of([.. held, HeldCatalog.Profile("cuda", 1)], HeldCatalog.Profile("cpu", 5, at: 10, hash: "h10"));

        Assert.Equal(["h10", "h7", "h8", "h9"], merged.Where(p => p.Device == "cpu").Select(p => p.ModelHash).Order(StringComparer.Ordinal));
        Assert.Contains(merged, p => p.Device == "cuda");
    }

    [Fact]
    public void Of_ManyKinds_IsBounded() =>
        Assert.Equal(CatalogMerge.ProfilesMax, CatalogMerge.Of([.. Enumerable.Range(0, 100).Select(i => HeldCatalog.Profile($"d{i}", 5, at: i))], HeldCatalog.Profile("cpu", 5, at: 200)).Count);

    [Fact]
    public void Of_AnyOrder_IsTheSame()
    {
        var (a, b, c) = (HeldCatalog.Profile("a", 1, at: 3), HeldCatalog.Profile("b", 1, at: 2), HeldCatalog.Profile("c", 1, at: 1));

        Assert.Equal(CatalogMerge.Of([a, b], c), CatalogMerge.Of([c, b], a));
    }
}
