using Shepherd.GpuWorker.Lifecycle;

namespace Shepherd.GpuWorker.Tests.Lifecycle;

/// <summary>What is loaded where not all models fit.</summary>
public sealed class MemoryBudgetTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public async Task AssignedModelNeedsRoom_TheLeastRecentlyUsedUnassignedOneLeaves()
    {
        await using var worker = new LifecycleHarness(memoryBudgetBytes: 25 * MiB);
        foreach (var model in (string[])["a", "b", "c"])
            worker.Add(model, 1, memoryMb: 10);
        worker.Assigned.UnionWith(["a", "b"]);
        await worker.StartAsync();
        worker.AssertOffers(["a", "b"], cold: [], refused: ["c"]);
        Assert.Contains("takes 10 of the 25 MiB", worker.Ask("c").Reason, StringComparison.Ordinal);
        Use(worker, "b", 1);
        Use(worker, "a", 2);

        Assign(worker, "c");
        await worker.ServesAsync("c", "1");
        Assert.Equal(("1", null), (worker.Ask("a").Version, worker.Ask("b").Version));

        Assign(worker, "a", "b");
        await worker.ServesAsync("b", "1");
        worker.AssertOffers(["a", "b"], cold: [], refused: ["c"]);
    }

    [Fact]
    public async Task NewVersionDoesNotFitBesideTheOldOne_IsRefusedWithTheNumbers()
    {
        await using var worker = new LifecycleHarness(memoryBudgetBytes: 15 * MiB);
        worker.Add("m", 1, memoryMb: 10);
        worker.Assigned.Add("m");
        await worker.StartAsync();
        worker.Add("m", 2, memoryMb: 6);
        await worker.BecomesAsync(() => worker.PhaseOf("m", "2") == ModelPhase.Refused, "version 2 is refused");
        Assert.Equal("1", worker.Ask("m").Version);
        Assert.Contains(worker.Log.Lines, l => l.Text.Contains("takes 6 of the 15 MiB", StringComparison.Ordinal) && l.Text.Contains("m version 1: 10 MiB", StringComparison.Ordinal) && l.Text.Contains("--memory-budget", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NotAllFit_NothingIsLoadedBeforeThePlanSaysWhat()
    {
        await using var worker = new LifecycleHarness(memoryBudgetBytes: 15 * MiB);
        worker.Add("a", 1, memoryMb: 10);
        worker.Add("b", 1, memoryMb: 10);
        await worker.StartAsync();
        worker.AssertOffers([], cold: ["a", "b"], refused: []);
        Assert.False(worker.Models.Routes.IsReady("b"));
        Assign(worker, "b");
        await worker.ServesAsync("b", "1");
        Assert.True(worker.Models.Routes.IsReady("b"));
        await worker.BecomesAsync(() => worker.Models.Routes.RefusedGroups.SequenceEqual(["a"]), "a is no more offered to be loaded");
    }

    private static void Use(LifecycleHarness worker, string model, long nowNs)
    {
        var found = worker.Models.Find(model, "", "r", out _)!;
        Assert.True(found.TryUse(nowNs));
        found.Holds.Release();
    }

    private static void Assign(LifecycleHarness worker, params string[] groups)
    {
        lock (worker.Assigned)
        {
            worker.Assigned.Clear();
            worker.Assigned.UnionWith(groups);
        }
    }
}
