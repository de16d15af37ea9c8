using System.CommandLine;
using System.Globalization;
using Shepherd.Cli.Commands;
using Shepherd.Cli.Plan.Files;
using Shepherd.Core.Planning;
using Shepherd.Simulator.Plans.Workloads;

namespace Shepherd.Cli.Plan;

/// <summary>What to plan, as every command under <c>plan</c> takes it: three files, or a workload that is built in.</summary>
internal sealed class PlanInputOptions
{
    private const double LoadMax = 1000;

    private readonly Option<string?> _models = new("--models") { Description = "YAML file of the models with their profiles by device type", HelpName = "file" };
    private readonly Option<string?> _demand = new("--demand") { Description = "YAML file of the streams with their rates and SLOs", HelpName = "file" };
    private readonly Option<string?> _cluster = new("--cluster") { Description = $"YAML file of the devices; with --workload or --sizes also a name: {string.Join(", ", BuiltInClusters.Names)}", HelpName = "file|name" };
    private readonly Option<string?> _workload = ChoiceOption.CreateOptional("--workload", "A built-in workload in place of files", [.. PlanningWorkloads.Names]);
    private readonly Option<string?> _sizes = new("--sizes") { Description = "Generates the workload in these sizes", HelpName = "streams=10000,models=1000,gpus=4096" };
    private readonly Option<string> _slo = new("--slo") { Description = "SLOs of a built-in workload as multiples of l(1), shared out among its streams", HelpName = "5x[,15x…]", DefaultValueFactory = _ => "5x" };
    private readonly Option<double> _load = NumberOption.Create("--load", "Demand of a built-in workload, as a share of what the cluster does when each device serves one stream alone", otherwise: 0.6, min: 1e-6, LoadMax);
    private readonly Option<string> _objective = ChoiceOption.Create("--objective", "What to plan for: the most goodput on the devices there are, or the least price that meets the demand", "goodput", "cost");
    private readonly Option<int> _groupDevices = NumberOption.Create("--group-devices", "Most devices of a serving group", PlanningProblem.GroupDevicesDefault, min: 1, DevicePool.CountMax);

    /// <summary>Of generated input and of the simulation.</summary>
    public Option<ulong> Seed { get; } = NumberOption.Create("--seed", "Seed of all randomness", otherwise: 1UL, min: 0UL, ulong.MaxValue);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _models, _demand, _cluster, _workload, _sizes, _slo, _load, _objective, _groupDevices, Seed })
            command.Add(option);
    }

    /// <exception cref="ArgumentException">The options contradict each other, or what they name is wrong; the message says how.</exception>
    public PlanInputs Read(ParseResult parsed)
    {
        var inputs = parsed.GetValue(_models) is not null || parsed.GetValue(_demand) is not null ? ReadFiles(parsed) : Generate(parsed);
        var objective = parsed.GetValue(_objective) == "cost" ? PlanObjective.Cost : PlanObjective.Goodput;
        var problem = inputs.Problem with { Objective = objective, GroupDevices = parsed.GetValue(_groupDevices) };
        return problem.FindFault() is { } fault ? throw new ArgumentException(fault) : inputs with { Problem = problem };
    }

    private PlanInputs ReadFiles(ParseResult parsed)
    {
        foreach (var option in new Option[] { _workload, _sizes, _slo, _load })
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new ArgumentException($"{option.Name}: it is for built-in workloads, and --models and --demand give files; leave one or the other out");
        }

        if (parsed.GetValue(_models) is not { } models || parsed.GetValue(_demand) is not { } demand || parsed.GetValue(_cluster) is not { } cluster)
            throw new ArgumentException("--models, --demand and --cluster go together: give all three files, or --workload");
        return new PlanInputs(ProblemFiles.Read(models, demand, cluster), null);
    }

    private PlanInputs Generate(ParseResult parsed)
    {
        if (parsed.GetValue(_workload) is null && parsed.GetValue(_sizes) is null)
            throw new ArgumentException("there is nothing to plan: give --models, --demand and --cluster files, or --workload maf, or --sizes streams=…,models=…,gpus=…");
        var sizes = parsed.GetValue(_sizes) is { } text ? PlanSizes.Parse(text) : null;
        var workload = PlanningWorkloads.Create(new PlanningWorkloadRequest
        {
            Name = parsed.GetValue(_workload) ?? "maf",
            Cluster = parsed.GetValue(_cluster),
            Models = sizes?.Models,
            Streams = sizes?.Streams,
            Devices = sizes?.Gpus,
            SloMultiples = ReadSlos(parsed.GetValue(_slo)!),
            Load = parsed.GetValue(_load),
            Seed = parsed.GetValue(Seed),
        });
        return new PlanInputs(workload.Problem, workload.Traits);
    }

    private static List<double> ReadSlos(string text)
    {
        var slos = new List<double>();
        foreach (var part in text.Split(','))
        {
            if (!part.EndsWith('x') || !double.TryParse(part[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var multiple) || !(multiple >= 1 && multiple <= LoadMax))
                throw new ArgumentException($"--slo: '{part}' is not what it takes: a multiple of l(1) from 1 to {LoadMax}, such as 5x");
            slos.Add(multiple);
        }

        return slos;
    }
}
