using Shepherd.Core.Demand;
using Shepherd.Core.Rebalancing;

namespace Shepherd.Simulator.Shifts;

/// <summary>Model groups on workers under a load that changes, with partitions that follow it or not.</summary>
/// <param name="Groups">Model groups.</param>
/// <param name="Workers">Workers of one device each.</param>
public sealed record ShiftScenario(IReadOnlyList<ShiftGroup> Groups, int Workers)
{
    /// <summary>Length, seconds.</summary>
    public int DurationS { get; init; } = 600;

    /// <summary>Seed of the arrivals.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether partitions follow the demand; else they stay where they began.</summary>
    public bool Follows { get; init; } = true;

    /// <summary>Groups that a worker has memory for; 0: all of them.</summary>
    public int GroupsPerWorker { get; init; }

    /// <summary>What loading a group takes, seconds.</summary>
    public double LoadS { get; init; } = 1;

    /// <summary>How long requests of a partition wait while it changes hands, seconds.</summary>
    public double GapS { get; init; } = 0.05;

    /// <summary>How demand is measured.</summary>
    public DemandOptions Demand { get; init; } = new();

    /// <summary>When a move is worth it.</summary>
    public RebalancingOptions Rebalancing { get; init; } = new();

    /// <summary>Where the partitions of each group begin: workers by their numbers, partitions in turn; null: spread evenly over all.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Start { get; init; }
}

/// <summary>A model group of the scenario.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RequestMs">Time of a device for one request, milliseconds.</param>
/// <param name="SloMs">Deadline after arrival, milliseconds.</param>
/// <param name="RateRps">Requests per second in each second from 0; Poisson.</param>
public sealed record ShiftGroup(string Name, double RequestMs, double SloMs, Func<int, double> RateRps)
{
    /// <summary>Partitions of its topic.</summary>
    public int Partitions { get; init; } = 16;
}

/// <summary>What came of it.</summary>
/// <param name="Seconds">By second of arrival.</param>
/// <param name="Plans">Targets that changed something, in order.</param>
/// <param name="Digest">Of every answer and move: the same for the same seed.</param>
public sealed record ShiftResult(IReadOnlyList<ShiftSecond> Seconds, IReadOnlyList<ShiftPlan> Plans, ulong Digest)
{
    /// <summary>Partitions that changed hands.</summary>
    public int Moves => Plans.Sum(p => p.Moves.Count);

    /// <summary>Part of the requests that were answered in time.</summary>
    /// <param name="fromS">First second.</param>
    /// <param name="toS">Second after the last.</param>
    public double Attainment(int fromS = 0, int toS = int.MaxValue)
    {
        var of = Seconds.Where((_, second) => second >= fromS && second < toS).ToList();
        return of.Sum(s => s.Arrived) is > 0 and var arrived ? (double)of.Sum(s => s.InTime) / arrived : 1;
    }
}

/// <summary>Requests that arrived in one second.</summary>
/// <param name="Arrived">How many.</param>
/// <param name="InTime">Those answered by their deadline.</param>
public readonly record struct ShiftSecond(int Arrived, int InTime);

/// <summary>One change of the target.</summary>
/// <param name="AtS">When.</param>
/// <param name="IsEarly">A burst called for it.</param>
/// <param name="Moves">What it moves.</param>
public sealed record ShiftPlan(int AtS, bool IsEarly, IReadOnlyList<PartitionMove> Moves);
