using System.CommandLine;
using Shepherd.Cli.Commands;
using Shepherd.Core.Flex;
using Shepherd.Core.Policies;

namespace Shepherd.Cli.Simulate;

/// <summary>The options that say how it is scheduled, and on what kind of device.</summary>
internal sealed class PolicyOptions
{
    /// <summary>More than any model has operators.</summary>
    private const int ExitPointsMax = 100_000;

    private readonly Option<string> _policy = new("--policy") { Description = string.Join(", ", PolicySpec.Names), DefaultValueFactory = _ => PolicyCatalog.Default };
    private readonly Option<string?> _preemption = new("--preemption") { Description = "none, restart or suspend (default: as the policy was published: suspend for shepherd, restart for flex, none for the others)" };
    private readonly Option<int> _exitPoints = NumberOption.Create("--exit-points", "Segments of a batch, between which it can stop; 0 for anywhere", PreemptionTerms.Measured(PreemptionKind.Restart).ExitPoints, min: 0, ExitPointsMax);
    private readonly Option<bool> _ideal = new("--ideal") { Description = "No overheads, free and instant preemption, as the papers' simulators" };
    private readonly Option<string> _batchGeneration = new("--batchgen") { Description = "FLEX's batch generation: max or literal", DefaultValueFactory = _ => "max" };
    private readonly Option<double> _lambda = NumberOption.Create("--lambda", "FLEX's preemption threshold", new FlexOptions().Lambda, min: 0, double.PositiveInfinity);

    private readonly Option<double> _ageing = AgeingOption.Create();

    public PolicyOptions()
    {
        _preemption.AcceptOnlyFromAmong("none", "restart", "suspend");
        _batchGeneration.AcceptOnlyFromAmong("max", "literal");
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _policy, _preemption, _exitPoints, _ideal, _batchGeneration, _lambda, _ageing })
            command.Add(option);
    }

    /// <summary>Name of the policy.</summary>
    public string ReadName(ParseResult parsed) => parsed.GetValue(_policy)!;

    /// <summary>What makes a fresh policy.</summary>
    /// <exception cref="ArgumentException">There is no such policy, or its options are wrong.</exception>
    public Func<ISchedulingPolicy> ReadPolicy(ParseResult parsed)
    {
        var name = ReadName(parsed);
        var flex = new FlexOptions
        {
            Lambda = parsed.GetValue(_lambda),
            Batches = parsed.GetValue(_batchGeneration) == "literal" ? BatchGeneration.Literal : BatchGeneration.MaxFeasible,
        };
        // Also where the policy does not use them: a wrong option is never passed over in silence.
        if (flex.FindFault() is { } fault)
            throw new ArgumentException(fault);
        PolicySpec.Create(name, flex);
        return () => PolicySpec.Create(name, flex);
    }

    /// <summary>How soon what is not served counts as more urgent.</summary>
    public long ReadAgeingNs(ParseResult parsed) => AgeingOption.ToNs(parsed.GetValue(_ageing));

    /// <summary>What stopping a batch costs.</summary>
    public PreemptionTerms ReadPreemption(ParseResult parsed)
    {
        var kind = parsed.GetValue(_preemption) switch
        {
            "none" => PreemptionKind.None,
            "restart" => PreemptionKind.Restart,
            "suspend" => PreemptionKind.Suspend,
            _ => PolicyCatalog.Published(ReadName(parsed)),
        };
        return parsed.GetValue(_ideal) ? PreemptionTerms.Free(kind) : PreemptionTerms.Measured(kind) with { ExitPoints = parsed.GetValue(_exitPoints) };
    }
}
