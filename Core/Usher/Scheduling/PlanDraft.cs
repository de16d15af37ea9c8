using Shepherd.Core.Planning;
using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>A plan in the making: where replicas are, what each unit still wants, and what decided.</summary>
internal sealed class PlanDraft
{
    /// <summary>A unit of which less than this part is missing has all.</summary>
    private const double Rounding = 1e-9;

    private readonly double[] _capacityRps;

    public PlanDraft(PlanningProblem problem, IReadOnlyList<DemandUnit> units, double sigmas)
    {
        (Problem, Units) = (problem, units);
        Board = new DeviceBoard(problem);
        PlanRps = [.. units.Select(u => u.PlanRps(sigmas))];
        _capacityRps = new double[units.Count];
        Notes = new string?[units.Count];
    }

    public PlanningProblem Problem { get; }

    public IReadOnlyList<DemandUnit> Units { get; }

    public DeviceBoard Board { get; }

    /// <summary>What each unit is to have.</summary>
    public IReadOnlyList<double> PlanRps { get; }

    /// <summary>How each unit came to its configuration.</summary>
    public string?[] Notes { get; }

    /// <summary>Replicas that run already and stay.</summary>
    public int Kept { get; set; }

    /// <summary>Whether every unit that can be served has its mean rate.</summary>
    public bool MeetsMean => Units.All(u => IsHopeless[u.Index] || _capacityRps[u.Index] >= u.RateRps * (1 - Rounding));

    /// <summary>Units that nothing can serve.</summary>
    public required IReadOnlyList<bool> IsHopeless { get; init; }

    public double CapacityRps(int unit) => _capacityRps[unit];

    /// <summary>What a unit still wants; 0 for rounding.</summary>
    public double MissingRps(int unit) => Math.Max(0, PlanRps[unit] - _capacityRps[unit]) is var missing && missing > Rounding * PlanRps[unit] ? missing : 0;

    /// <summary>The part of the mean rate that missing replicas would get.</summary>
    public double MissingMeanRps(int unit) => Units[unit].RateRps * MissingRps(unit) / PlanRps[unit];

    public void Add(int device, Replica replica)
    {
        Board.Add(device, replica);
        _capacityRps[replica.Unit.Index] += replica.CapacityRps;
    }

    public void Remove(int device, Replica replica)
    {
        Board.Remove(device, replica);
        _capacityRps[replica.Unit.Index] -= replica.CapacityRps;
    }

    /// <summary>Counts what a group's commit put on the board.</summary>
    public void Count(int unit, double rps) => _capacityRps[unit] += rps;

    /// <summary>Goodput and cost as they are now.</summary>
    /// <param name="poolCost">Cost of a device of each pool.</param>
    public PlacementScore Score(IReadOnlyList<double> poolCost)
    {
        var (goodput, cost) = (0.0, 0.0);
        for (var unit = 0; unit < Units.Count; unit++)
            goodput += Math.Min(PlanRps[unit], _capacityRps[unit]);
        for (var device = 0; device < Board.Count; device++)
            cost += Board.IsOpen(device) ? poolCost[Board.Pools[device]] : 0;
        return new PlacementScore(goodput, cost, 0);
    }
}
