using Shepherd.Core.Planning;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Interference;
using Shepherd.Simulator.Report;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Plans;

/// <summary>One serving group of a plan, as it is simulated round by round.</summary>
internal sealed class PlanGroup
{
    private static readonly GammaArrivals Unused = new(1, 1);

    private readonly PlanningProblem _problem;
    private readonly PlanTraffic _traffic;
    private readonly IReadOnlyList<int> _indices;
    private readonly IReadOnlyList<LaneModel> _models;
    private readonly Dictionary<int, int> _numberOf;

    public PlanGroup(PlanningProblem problem, PlanTraffic traffic, IReadOnlyList<int> indices, IReadOnlyList<PlanLane> lanes)
    {
        (_problem, _traffic, _indices, Lanes) = (problem, traffic, indices, lanes);
        _models = lanes[0].Planned.Models;
        _numberOf = _models.Select((m, i) => (m.Model, Number: i)).ToDictionary(m => m.Model, m => m.Number);
    }

    public IReadOnlyList<PlanLane> Lanes { get; }

    /// <summary>Its requests with what became of them in the latest run.</summary>
    public IReadOnlyList<SimRequest> Requests { get; private set; } = [];

    public RunTotals Totals { get; private set; } = new();

    /// <summary>Simulates it at its lanes' present durations.</summary>
    public void Run(PlanSimulationOptions options, InterferenceTruth truth)
    {
        var preemption = options.Preemption ?? PreemptionTerms.Measured(PolicyCatalog.Published(options.Policy));
        var scenario = new Scenario([.. _models.Select((m, i) => Simulated(m, i, options))], Lanes.Count, _traffic.DurationNs, options.Seed, preemption);
        Requests = _traffic.Requests(_problem, _indices, _numberOf);
        var run = new GroupRun(scenario, Lanes.Count, Requests, PolicyCatalog.Create(options.Policy), checks: options.Checks);
        Totals = run.Run();
        var spanNs = Math.Max(_traffic.DurationNs, Totals.EndNs);
        foreach (var (lane, ran) in Lanes.Zip(run.Lanes))
            lane.Take(ran, spanNs, truth);
    }

    private SimulatedModel Simulated(LaneModel model, int number, PlanSimulationOptions options)
    {
        var alone = Lanes[0].Alone[number];
        return new SimulatedModel(_problem.Models[model.Model].Name, alone, alone.EstimateNs(0, 1), model.MaxBatch, Unused)
        {
            LaneLatencies = [.. Lanes.Select(l => l.Tables[number])],
            BelievedLatency = options.BelievesSolo ? alone : LaneTable.Slowest([.. Lanes.Select(l => l.Tables[number]).Distinct()]),
        };
    }
}
