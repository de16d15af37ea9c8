using System.CommandLine;
using Shepherd.Cli.Commands;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Plans;

namespace Shepherd.Cli.Plan;

/// <summary>How a plan is simulated, as options.</summary>
internal sealed class PlanSimulationArguments
{
    private const double NsPerS = 1e9;

    /// <summary>More takes longer than anybody waits, and less is noise.</summary>
    private const double SecondsMax = 3600;

    private readonly Option<double> _seconds = NumberOption.Create("--seconds", "How long requests arrive in the simulation", otherwise: 20.0, min: 0.1, SecondsMax);
    private readonly Option<string> _policy = new("--policy") { Description = "Scheduling policy of every serving group", DefaultValueFactory = _ => PolicyCatalog.Default };
    private readonly Option<double> _interference = NumberOption.Create("--interference", "Factor on what lanes of one device cost each other: 1 as measured, 0 for none", otherwise: 1.0, min: 0.0, max: 100.0);

    public void AddTo(Command command)
    {
        _policy.CompletionSources.Add([.. PolicyCatalog.Names]);
        command.Add(_seconds);
        command.Add(_policy);
        command.Add(_interference);
    }

    /// <exception cref="ArgumentException">There is no such policy.</exception>
    public PlanRunner Read(ParseResult parsed, ulong seed)
    {
        var options = new PlanSimulationOptions { DurationNs = (long)(parsed.GetValue(_seconds) * NsPerS), Policy = parsed.GetValue(_policy)!, Seed = seed };
        return PolicyCatalog.FindFault(options.Policy) is { } fault ? throw new ArgumentException($"--policy {options.Policy}: {fault}") : new PlanRunner(options, parsed.GetValue(_interference));
    }
}
