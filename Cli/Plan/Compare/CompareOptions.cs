using System.CommandLine;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Simulate.Grid;
using Shepherd.Core.Planning;
using Shepherd.Simulator.Plans;
using Shepherd.Simulator.Plans.Workloads;

namespace Shepherd.Cli.Plan.Compare;

/// <summary>Which planners are compared, and on what.</summary>
internal sealed class CompareOptions
{
    /// <summary>Demand that no plan can meet, so that goodput is what the devices can do: twice of what they do when each serves one stream alone.</summary>
    private const double SaturatingLoad = 2;

    /// <summary>Demand that plans for the least price are to meet, as a share of what the cluster does: bursts of a CV of 8 take several times the devices that the mean rate does.</summary>
    private const double PricedLoad = 0.1;

    /// <summary>Devices that those plans may use: more than any needs.</summary>
    private const int PricedDevices = 72;

    /// <summary>Simulations of a plan for the least price: whether it answers 99 % in time is a matter of bursts, of which one is like no other.</summary>
    private const int PricedRuns = 4;

    /// <summary>A share of the requests of a full run.</summary>
    private const double QuickSeconds = 4;

    /// <summary>Papers' and rivals' planners beside ours.</summary>
    private const string MethodsDefault = "hybrid,herd,usher,exclusive,gpulet,alpaserve,parva";

    private static readonly (string Demand, string[] Clusters)[] Clusters = [("maf", ["v100", "mixed"]), ("llm", ["a100", "mixed-large"])];

    private static readonly double[] Slos = [5, 15];

    private readonly Option<string> _methods = new("--methods") { Description = $"Planners, of {string.Join(", ", PlannerCatalog.Names)}", HelpName = "name[,name…]", DefaultValueFactory = _ => MethodsDefault };
    private readonly Option<bool> _quick = new("--quick") { Description = "Shorter simulations, and demand for the price at one SLO only" };
    private readonly Option<string?> _objective = ChoiceOption.CreateOptional("--objective", "Compares only goodput on the same devices, or only the price of the same demand", "goodput", "cost");
    private readonly Option<double?> _seconds = NumberOption.Create("--seconds", "How long requests arrive in each simulation; default 20, with --quick 4", min: 0.1, max: 3600.0);
    private readonly Option<ulong> _seed = NumberOption.Create("--seed", "Seed of all randomness", otherwise: 1UL, min: 0UL, ulong.MaxValue);
    private readonly Option<double> _interference = NumberOption.Create("--interference", "Factor on what lanes of one device cost each other: 1 as measured, 0 for none", otherwise: 1.0, min: 0.0, max: 100.0);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _methods, _quick, _objective, _seconds, _seed, _interference })
            command.Add(option);
    }

    /// <summary>Runs the comparison, cell by cell.</summary>
    /// <exception cref="ArgumentException">There is no such planner.</exception>
    public IEnumerable<ComparedCell> Run(ParseResult parsed, Action<string> say)
    {
        var methods = GridOptions.Split(_methods.Name, parsed.GetValue(_methods))!;
        foreach (var method in methods)
            PlannerCatalog.Create(method);
        var quick = parsed.GetValue(_quick);
        var seconds = parsed.GetValue(_seconds) ?? (quick ? QuickSeconds : 20);
        var simulation = new PlanSimulationOptions { DurationNs = (long)(seconds * 1e9), Seed = parsed.GetValue(_seed) };
        var strength = parsed.GetValue(_interference);
        var comparison = new PlanComparison(new PlanRunner(simulation, strength), new PlanRunner(simulation, strength, PricedRuns), methods);
        return Cells(parsed.GetValue(_objective), quick).Select(cell =>
        {
            say($"{cell.Demand} {cell.Slo}x {cell.Cluster}, {cell.Objective.ToString().ToLowerInvariant()}");
            var workload = PlanningWorkloads.Create(new PlanningWorkloadRequest
            {
                Name = cell.Demand,
                Cluster = cell.Cluster,
                SloMultiples = [cell.Slo],
                Load = cell.Objective == PlanObjective.Goodput ? SaturatingLoad : PricedLoad,
                Devices = cell.Objective == PlanObjective.Goodput ? null : PricedDevices,
                Seed = parsed.GetValue(_seed),
                Objective = cell.Objective,
            });
            var inputs = new PlanInputs(workload.Problem, workload.Traits);
            return new ComparedCell(cell.Demand, FormattableString.Invariant($"{cell.Slo}x"), cell.Cluster, cell.Objective, cell.Objective == PlanObjective.Goodput ? comparison.Goodput(inputs) : comparison.Cost(inputs));
        });
    }

    private static IEnumerable<(string Demand, double Slo, string Cluster, PlanObjective Objective)> Cells(string? only, bool quick) =>
        from objective in new[] { PlanObjective.Goodput, PlanObjective.Cost }
        where only is null || only == objective.ToString().ToLowerInvariant()
        from demand in Clusters
        from cluster in demand.Clusters
        from slo in quick && objective == PlanObjective.Cost ? Slos[..1] : Slos
        select (demand.Demand, slo, cluster, objective);
}
