using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Planner.Demand;
using Shepherd.Planner.Targets;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Planner.Tests.Targets;

public sealed class DemandTargetsTests
{
    private static readonly PlannerOptions Options = new() { Kafka = new KafkaOptions { BootstrapServers = "" } };
    private static readonly string[] Groups = ["a", "b"];

    private readonly ManualTime _time = new();
    private readonly DemandMeter _meter;
    private readonly DemandTargets _targets;
    private readonly Dictionary<string, long> _totals = [];
    private long _number;

    public DemandTargetsTests()
    {
        _meter = new DemandMeter(Options, new NoOffsets(), _time, NullLogger<DemandMeter>.Instance);
        _targets = new DemandTargets(Options, _meter, () => [], _time, NullLogger<DemandTargets>.Instance);
        _meter.Follow([.. Groups.Select(g => new GroupPartitions(g, 8))]);
    }

    [Fact]
    public void Next_NothingMeasured_SpreadsEvenlyOnceAndStands()
    {
        var first = _targets.Next(Inputs(null, Worker("w1"), Worker("w2")));

        Assert.NotNull(first);
        Assert.Equal([("w1", "a", 4), ("w1", "b", 4), ("w2", "a", 4), ("w2", "b", 4)], first.Target.Select(a => (a.Worker, a.Group, a.Partitions.Length)));
        Assert.Null(_targets.Next(Inputs(Plan(first), Worker("w1"), Worker("w2"))));
    }

    [Fact]
    public void Next_PlanIsNotPublished_IsSaidAgain()
    {
        var first = _targets.Next(Inputs(null, Worker("w1")));

        Assert.Same(first, _targets.Next(Inputs(null, Worker("w1"))));
    }

    [Fact]
    public void Next_WorkerJoins_GetsItsShareAtOnce()
    {
        var alone = Plan(_targets.Next(Inputs(null, Worker("w1")))!);

        var both = _targets.Next(Inputs(alone, Worker("w1"), Worker("w2")));

        Assert.Equal(8, both!.Target.Where(a => a.Worker == "w2").Sum(a => a.Partitions.Length));
        Assert.Contains("w2 joined", both.Reason, StringComparison.Ordinal);
        Assert.All(both.Moves, m => Assert.NotEmpty(m.Reason));
    }

    [Fact]
    public void Next_Paused_IsNobodys()
    {
        var running = Plan(_targets.Next(Inputs(null, Worker("w1")))!);

        var paused = _targets.Next(Inputs(running, Worker("w1")) with { Directives = [new Directive(DirectiveKind.Pause, "a", default)] });

        Assert.Equal(["b"], paused!.Target.Select(t => t.Group).Distinct());
    }

    [Fact]
    public void Next_AllArePaused_NobodyIsToOwnAnythingAndThatStands()
    {
        var running = Plan(_targets.Next(Inputs(null, Worker("w1")))!);
        Directive[] pauses = [new(DirectiveKind.Pause, "a", default), new(DirectiveKind.Pause, "b", default)];

        var paused = _targets.Next(Inputs(running, Worker("w1")) with { Directives = pauses });

        Assert.Empty(paused!.Target);
        // Written, while what is assigned is still being let go: nothing more is to be said, now or at the next period.
        var written = running with { Epoch = new Epoch(1, 9), Target = [], HasTarget = true, Directives = pauses };
        Assert.Null(_targets.Next(Inputs(written, Worker("w1")) with { Directives = pauses }));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(_targets.Next(Inputs(written, Worker("w1")) with { Directives = pauses }));
    }

    [Fact]
    public void Next_Drained_GivesUpAll()
    {
        var running = Plan(_targets.Next(Inputs(null, Worker("w1"), Worker("w2")))!);

        var drained = _targets.Next(Inputs(running, Worker("w1"), Worker("w2")) with { Directives = [new Directive(DirectiveKind.Drain, "w1", default)] });

        Assert.Equal(["w2"], drained!.Target.Select(t => t.Worker).Distinct());
        Assert.Equal(16, drained.Target.Sum(t => t.Partitions.Length));
    }

    [Fact]
    public void Next_PinCannotBeMet_TheOldPlacementStands()
    {
        var running = Plan(_targets.Next(Inputs(null, Worker("w1"), Worker("w2")))!);

        Assert.Null(_targets.Next(Inputs(running, Worker("w1"), Worker("w2")) with { Directives = [new Directive(DirectiveKind.Pin, "a", default) { Workers = ["w9"] }] }));
    }

    [Fact]
    public void Next_Burst_PlansEarly()
    {
        // Both groups are on both workers' hands by pins: a on w1, b on w2; then a is no longer pinned and bursts.
        Directive[] pins = [new(DirectiveKind.Pin, "a", default) { Workers = ["w1"] }, new(DirectiveKind.Pin, "b", default) { Workers = ["w2"] }];
        var running = Plan(_targets.Next(Inputs(null, Worker("w1"), Worker("w2")) with { Directives = pins })!);
        for (var second = 0; second < 70; second++)
        {
            Measure(("a", 20), ("b", 20));
            Assert.Null(_targets.Next(Inputs(running, Worker("w1"), Worker("w2")) with { Directives = second < 60 ? pins : [] }));
        }

        Measure(("a", 150), ("b", 20));
        Assert.Null(_targets.Next(Inputs(running, Worker("w1"), Worker("w2"))));
        Measure(("a", 150), ("b", 20));
        var early = _targets.Next(Inputs(running, Worker("w1"), Worker("w2")));

        Assert.NotNull(early);
        Assert.Contains("a burst", early.Reason, StringComparison.Ordinal);
        Assert.Contains(early.Target, t => t is { Worker: "w2", Group: "a" });
    }

    [Fact]
    public void Next_OneGroupNotMeasured_LoadMovesNothing()
    {
        var running = Plan(_targets.Next(Inputs(null, Worker("w1"), Worker("w2")))!);
        for (var second = 0; second < 130; second++)
        {
            Measure(("a", 200));
            Assert.Null(_targets.Next(Inputs(running, Worker("w1"), Worker("w2"))));
        }
    }

    private void Measure(params (string Group, int Arrived)[] arrived)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        foreach (var (group, count) in arrived)
            _totals[group] = _totals.GetValueOrDefault(group) + count;
        _meter.Take([.. arrived.Select(a => new OffsetReading(a.Group, _meter.NowNs, _totals[a.Group], 0))]);
    }

    private PlanRecord Plan(TargetPlan target) => new(new Epoch(1, ++_number), "planner", _time.GetUtcNow(), "", target.Target) { Target = target.Target, ServingGroups = target.ServingGroups };

    private static WorkerHeartbeat Worker(string name) => Beats.Of(name) with
    {
        Groups = Groups,
        GroupLoads = [.. Groups.Select(g => new GroupLoad(g, 0) { RequestDeviceMs = 10 })],
    };

    private static TargetInputs Inputs(PlanRecord? running, params WorkerHeartbeat[] beats)
    {
        var view = new ClusterView(TimeSpan.FromHours(1), TimeProvider.System);
        view.CaughtUp();
        foreach (var beat in beats)
            view.OnHeartbeat(beat);
        return new TargetInputs(running, view.Snapshot(), [.. Groups.Select(g => new GroupPartitions(g, 8))], []);
    }

    private sealed class NoOffsets : IOffsetSource
    {
        public Task<IReadOnlyList<OffsetReading>> ReadAsync(IReadOnlyList<GroupPartitions> groups, CancellationToken stop) => Task.FromResult<IReadOnlyList<OffsetReading>>([]);

        public void Dispose()
        {
        }
    }

    /// <summary>Stands still until it is told to go on.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private long _ticks = TimeSpan.FromHours(1).Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_ticks);
    }
}
