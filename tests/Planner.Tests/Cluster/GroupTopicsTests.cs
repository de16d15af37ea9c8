using Shepherd.Core.Herd;
using Shepherd.Planner.Cluster;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;

namespace Shepherd.Planner.Tests.Cluster;

public sealed class GroupTopicsTests
{
    private readonly ManualClock _clock = new();
    private readonly GivenTopics _topics = new(("g", 4));
    private readonly GroupTopics _groups;

    public GroupTopicsTests() => _groups = new GroupTopics(_topics, _clock);

    [Fact]
    public async Task FindAsync_GroupWhoseTopicsNeverCome_HoldsUpNobody()
    {
        await BecomesAsync([new GroupPartitions("g", 4)], "g", "never");
        Assert.Equal(1, _topics.Asked("never"));
        _topics["h"] = 2;
        await BecomesAsync([new GroupPartitions("g", 4), new GroupPartitions("h", 2)], "g", "h", "never");
        Assert.Equal(1, _topics.Asked("never"));
    }

    [Fact]
    public async Task FindAsync_NotCountedYet_HasThePartitionsOfThePlan()
    {
        var plan = Beats.Plan(new Epoch(1, 1), new PlanAssignment("a", "never", [0, 2]), new PlanAssignment("b", "never", [5])) with { Target = [new PlanAssignment("a", "never", [1])] };
        Assert.Equal([new GroupPartitions("never", 6)], (await _groups.FindAsync(["never"], plan)).Where(g => g.Group == "never"));
    }

    [Fact]
    public async Task FindAsync_Counted_IsTold()
    {
        var told = new TaskCompletionSource();
        _groups.Counted = told.SetResult;
        await _groups.FindAsync(["g"], null);
        await told.Task.WaitAsync(Eventually.Patience);
        Assert.Equal([new GroupPartitions("g", 4)], await _groups.FindAsync(["g"], null));
    }

    [Fact]
    public async Task FindAsync_TopicGrows_IsSeenAndNoAnswerKeepsTheCount()
    {
        await BecomesAsync([new GroupPartitions("g", 4)], "g");
        _topics["g"] = 8;
        Assert.Equal([new GroupPartitions("g", 4)], await _groups.FindAsync(["g"], null));
        _clock.Advance(TimeSpan.FromMinutes(1));
        await BecomesAsync([new GroupPartitions("g", 8)], "g");
        _topics["g"] = null;
        _clock.Advance(TimeSpan.FromMinutes(1));
        var asked = _topics.Asked("g");
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await _groups.FindAsync(["g"], null);
                return _topics.Asked("g") > asked;
            },
            "it is asked about again");
        Assert.Equal([new GroupPartitions("g", 8)], await _groups.FindAsync(["g"], null));
    }

    private Task BecomesAsync(GroupPartitions[] expected, params string[] groups) =>
        Eventually.BecomesTrueAsync(async () => (await _groups.FindAsync(groups, null)).SequenceEqual(expected), $"{string.Join(", ", expected.Select(e => $"{e.Group} has {e.Partitions}"))}");
}
