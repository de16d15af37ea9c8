using Shepherd.GpuWorker.Lifecycle;
using Shepherd.GpuWorker.Telemetry.Health;

namespace Shepherd.GpuWorker.Tests.Lifecycle;

public sealed class ModelLifecycleTests
{
    [Fact]
    public async Task NewVersion_Settled_TakesOverAndTheOldOneLeavesOnceItsRequestsAreDone()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        await worker.StartAsync();
        var old = worker.Models.Find("m", "", "r", out _)!;
        Assert.True(old.TryUse(1));

        worker.Add("m", 2);
        await worker.ServesAsync("m", "2");

        await worker.BecomesAsync(() => worker.PhaseOf("m", "1") == ModelPhase.Draining, "version 1 drains");
        Assert.False(old.TryUse(2));
        Assert.False(old.IsGone);
        Assert.Equal(2, worker.Models.ToServingPlan(1).Models.Count);
        old.Holds.Release();
        await worker.BecomesAsync(() => old.IsGone, "version 1 is unloaded");
        Assert.True(worker.Runtime.Loaded[0].IsDisposed);
        Assert.False(worker.Runtime.Loaded[1].IsDisposed);
    }

    [Fact]
    public async Task NewVersion_AfterOneLeft_TakesItsIndex()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        await worker.StartAsync();
        foreach (var version in (int[])[2, 3, 4])
        {
            worker.Add("m", version);
            await worker.ServesAsync("m", $"{version}");
            await worker.BecomesAsync(() => worker.PhaseOf("m", $"{version - 1}") == ModelPhase.Unloaded, "the version before is unloaded");
        }

        Assert.Equal(2, worker.Models.ToServingPlan(1).Models.Count);
    }

    [Fact]
    public async Task CorruptVersion_IsRefusedWithFileAndReasonUntilItIsMended()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        await worker.StartAsync();
        worker.Add("m", 2);
        var weights = Path.Combine(worker.Repository.Root, "m", "2", "model.onnx");
        File.WriteAllBytes(weights, [0]);

        await worker.BecomesAsync(() => worker.PhaseOf("m", "2") == ModelPhase.Refused, "version 2 is refused");
        Assert.Equal("1", worker.Ask("m").Version);
        Assert.Contains(worker.Log.Lines, l => l.Text.Contains(weights, StringComparison.Ordinal) && l.Text.Contains("is corrupt; replace it", StringComparison.Ordinal));
        Assert.Contains("is corrupt", worker.Ask("m", "2").Reason, StringComparison.Ordinal);

        File.WriteAllBytes(weights, [1, 2]);
        await worker.ServesAsync("m", "2");
    }

    [Theory]
    [InlineData("model.onnx", "new weights")]
    [InlineData("config.yaml", "slo_ms: soon")]
    public async Task ServedVersion_ChangedInPlace_IsReloadedOrServesOn(string file, string text)
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        await worker.StartAsync();
        var old = worker.Models.Find("m", "", "r", out _)!;
        File.WriteAllText(Path.Combine(worker.Repository.Root, "m", "1", file), text);
        if (file == "model.onnx")
        {
            await worker.BecomesAsync(() => old.IsGone, "the old one is unloaded");
            Assert.NotSame(old, worker.Models.Find("m", "", "r", out _));
        }
        else
        {
            await worker.BecomesAsync(() => worker.PhaseOf("m", "1") == ModelPhase.Ready && worker.States.View.Any(s => s.Phase == ModelPhase.Refused), "the configuration is refused");
            Assert.Same(old, worker.Models.Find("m", "", "r", out _));
        }
    }

    [Fact]
    public async Task ServedVersion_IsCorruptOnDisk_NoOtherIsLoadedInItsPlace()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        worker.Add("m", 2);
        await worker.StartAsync();
        File.WriteAllBytes(Path.Combine(worker.Repository.Root, "m", "2", "model.onnx"), [0]);

        await worker.BecomesAsync(() => worker.States.View.Any(s => s is { Version: "2", Phase: ModelPhase.Refused }), "version 2 is refused");
        // Whatever was done of it is done once a later change is followed.
        worker.Add("n", 1);
        await worker.ServesAsync("n", "1");

        Assert.Equal("2", worker.Ask("m").Version);
        Assert.DoesNotContain(worker.Runtime.Loaded, m => m.Definition is { Name: "m", Version: 1 });
    }

    [Fact]
    public async Task Repository_IsGone_IsToldWithoutAStackTrace()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        await worker.StartAsync();
        Directory.Delete(worker.Repository.Root, recursive: true);

        await worker.BecomesAsync(() => worker.Faults.Lines.Count > 0, "it is told");
        Assert.Contains("make the repository readable", worker.Faults.Lines.First().Text, StringComparison.Ordinal);
        Assert.Empty(worker.Faults.Traces);
        Directory.CreateDirectory(worker.Repository.Root);
    }

    [Theory]
    [InlineData("m/2")]
    [InlineData("m")]
    public async Task RefusedVersion_Deleted_IsNoMoreTold(string path)
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        worker.Add("n", 1);
        worker.Add("m", 2, "canary_traffic_percent: 150");
        await worker.StartAsync();
        var refused = Assert.Single(RefusedVersion.Of(worker.States.View));
        Assert.Equal(("m/2", "1"), (refused.Name, Assert.Single(refused.Serving)));

        Directory.Delete(Path.Combine(worker.Repository.Root, path), recursive: true);
        await worker.BecomesAsync(() => RefusedVersion.Of(worker.States.View).Count == 0, "nothing is refused any more");
    }

    [Fact]
    public async Task Config_OtherSlo_IsServedWithIt()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        await worker.StartAsync();
        var config = Path.Combine(worker.Repository.Root, "m", "1", "config.yaml");
        File.WriteAllText(config, File.ReadAllText(config).Replace("slo_ms: 500", "slo_ms: 700", StringComparison.Ordinal));
        await worker.BecomesAsync(() => worker.Models.Find("m", "", "r", out _)!.Definition.Config.SloMs == 700, "the new SLO is in force");
        Assert.Equal(700, worker.Models.Routes.CatalogEntries[0].SloMs);
    }

    [Fact]
    public async Task NewestVersion_Removed_FallsBackToTheOneBefore()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        worker.Add("m", 2);
        await worker.StartAsync();
        Assert.Equal("2", worker.Ask("m").Version);
        Directory.Delete(Path.Combine(worker.Repository.Root, "m", "2"), recursive: true);
        await worker.ServesAsync("m", "1");
        Assert.Equal((null, "model 'm' is served in version 1, not '2'"), worker.Ask("m", "2"));
    }

    [Theory]
    [InlineData("m")]
    [InlineData("m/1")]
    public async Task Model_Removed_IsNotFoundAndItsGroupStillAnswered(string path)
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        worker.Add("n", 1);
        await worker.StartAsync();
        Directory.Delete(Path.Combine(worker.Repository.Root, path), recursive: true);
        await worker.ServesAsync("m", null);
        Assert.Contains(path == "m" ? "removed from the repository" : "has no version", worker.Ask("m").Reason, StringComparison.Ordinal);
        worker.AssertOffers(["n"], cold: [], refused: ["m"]);
        worker.Add("m", 1);
        await worker.ServesAsync("m", "1");
    }

    [Fact]
    public async Task NewModel_IsServedAndOffered()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        await worker.StartAsync();
        worker.Add("n", 1, "group: others");
        await worker.ServesAsync("n", "1");
        Assert.Equal(["m", "others"], worker.Models.Routes.Groups);
        Assert.Equal(["m", "n"], worker.Models.Routes.CatalogEntries.Select(e => e.Model));
    }

    [Fact]
    public async Task Repository_Vanishes_AllServeOn()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        await worker.StartAsync();
        var away = worker.Repository.Root + "-away";
        Directory.Move(worker.Repository.Root, away);
        worker.Clock.Advance(TimeSpan.FromMinutes(1));
        worker.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("1", worker.Ask("m").Version);
        Directory.Move(away, worker.Repository.Root);
        worker.Add("m", 2);
        await worker.ServesAsync("m", "2");
    }

    [Fact]
    public async Task Canary_TakesItsShareOfIdsAndIsPromotedAndRolledBackHot()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        await worker.StartAsync();
        worker.Add("m", 2, "canary_traffic_percent: 10");
        await worker.BecomesAsync(() => worker.Ask("m", "2").Version == "2", "the canary is loaded");

        Assert.Equal("1", worker.Ask("m", "1").Version);
        var ids = Enumerable.Range(0, 2000).Select(i => $"request-{i}").ToList();
        var taken = ids.Where(id => worker.Ask("m", id: id).Version == "2").ToHashSet();
        // Six standard deviations of a binomial: sqrt(2000 * 0.1 * 0.9) is 13.4.
        Assert.InRange(taken.Count, 200 - 80, 200 + 80);

        worker.Add("m", 2, "canary_traffic_percent: 50");
        await worker.BecomesAsync(() => ids.Count(id => worker.Ask("m", id: id).Version == "2") > 800, "the share grows");
        Assert.All(taken, id => Assert.Equal("2", worker.Ask("m", id: id).Version));
        Assert.Equal(2, worker.Runtime.Loaded.Count);

        worker.Add("m", 2);
        await worker.BecomesAsync(() => ids.TrueForAll(id => worker.Ask("m", id: id).Version == "2"), "it is promoted");
        await worker.BecomesAsync(() => worker.Runtime.Loaded[0].IsDisposed, "version 1 is unloaded");
        Assert.Equal(2, worker.Runtime.Loaded.Count);
        Directory.Delete(Path.Combine(worker.Repository.Root, "m", "2"), recursive: true);
        await worker.ServesAsync("m", "1");
    }

    [Fact]
    public async Task Canary_ThatCannotBeLoaded_ChangesNothing()
    {
        await using var worker = new LifecycleHarness();
        worker.Add("m", 1);
        worker.Add("m", 2);
        await worker.StartAsync();
        worker.Add("m", 3, "canary_traffic_percent: 50");
        File.WriteAllBytes(Path.Combine(worker.Repository.Root, "m", "3", "model.onnx"), [0]);
        await worker.BecomesAsync(() => worker.PhaseOf("m", "3") == ModelPhase.Refused, "the canary is refused");
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal("2", worker.Ask("m", id: $"{i}").Version));
    }
}
