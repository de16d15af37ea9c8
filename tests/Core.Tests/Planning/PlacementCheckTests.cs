using Shepherd.Core.Herd;
using Shepherd.Core.Planning;

namespace Shepherd.Core.Tests.Planning;

/// <summary>A plan that holds, and each way in which it may not.</summary>
public sealed class PlacementCheckTests
{
    private static readonly PlanningProblem Problem = RandomProblem.Ordinary(1, 4, [6]);

    private static readonly PlacementPlan Good = new HerdPlanner().Plan(Problem);

    public static TheoryData<string> Breaks() => ["over 100 %", "too little memory", "over the device's memory", "unknown group", "lanes not alike", "stream lost", "stream twice", "devices out of order", "group without its model", "batch too large", "too many devices"];

    [Fact]
    public void FindFault_GoodPlan_IsNone() => Assert.Null(PlacementCheck.FindFault(Problem, Good));

    [Theory]
    [MemberData(nameof(Breaks))]
    public void FindFault_BrokenPlan_IsFound(string how) => Assert.NotNull(PlacementCheck.FindFault(how == "too many devices" ? Problem with { GroupDevices = 1 } : Problem, Break(how)));

    private static PlacementPlan Break(string how) => how switch
    {
        "over 100 %" => WithLane(l => l with { ComputePercent = 101 }, all: true),
        "too little memory" => WithLane(l => l with { MemoryBytes = l.MemoryBytes - 1 }, all: false),
        "over the device's memory" => WithLane(l => l with { MemoryBytes = long.MaxValue / 2 }, all: false),
        "unknown group" => WithLane(l => l with { Group = Good.Groups.Count }, all: false),
        "lanes not alike" => WithLane(l => l with { ComputePercent = 50 }, all: false),
        "batch too large" => WithLane(l => l with { Models = [.. l.Models.Select(m => m with { MaxBatch = 129 })] }, all: true),
        "stream lost" => Good with { Groups = [.. Good.Groups.Select(g => g with { Streams = [.. g.Streams.Where(s => s.Stream != 0)] })] },
        "stream twice" => Good with { Groups = [.. Good.Groups.Select(g => g with { Streams = [.. g.Streams, g.Streams[0]] })] },
        "devices out of order" => Good with { Devices = [.. Good.Devices.Reverse()] },
        "group without its model" => WithLane(l => l with { Models = [.. l.Models.Skip(1)] }, all: true),
        "too many devices" => Good,
        _ => throw new ArgumentOutOfRangeException(nameof(how)),
    };

    private static PlacementPlan WithLane(Func<PlannedLane, PlannedLane> change, bool all) =>
        Good with { Devices = [.. Good.Devices.Select((d, i) => i == 0 || all ? d with { Lanes = [.. d.Lanes.Select(change)] } : d)] };
}
