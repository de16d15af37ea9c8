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
    private readonly Option<string?> _preemption = ChoiceOption.CreateOptional(
        "--preemption", "How a running batch can be stopped (default: as the policy was published: suspend for shepherd, restart for flex, none for the others)", "none", "restart", "suspend");
    private readonly Option<int> _exitPoints = NumberOption.Create("--exit-points", "Segments of a batch, between which it can stop; 0 for anywhere", PreemptionTerms.Measured(PreemptionKind.Restart).ExitPoints, min: 0, ExitPointsMax);
    private readonly Option<bool> _ideal = new("--ideal") { Description = "No overheads, free and instant preemption, as the papers' simulators" };
    private readonly Option<string> _batchGeneration = ChoiceOption.Create("--batchgen", "FLEX's batch generation: the largest feasible batch, or the pseudocode to the letter", "max", "literal");
    private readonly Option<double> _lambda = NumberOption.CreateAbove("--lambda", "FLEX's preemption threshold; Infinity for never", new FlexOptions().Lambda, above: 1);

    private readonly Option<double> _ageing = AgeingOption.Create();

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
        var policy = PolicySpec.Create(name, flex);
        foreach (var option in new Option[] { _batchGeneration, _lambda })
            parsed.RefuseUnless(option, policy is FlexPolicy, $"policy {name} has none; add {_policy.Name} flex, or leave it out");
        parsed.RefuseUnless(_ageing, policy is GroupPolicy { KeepsTiers: true }, $"policy {name} is blind to priorities, so that none ages; take {_policy.Name} {PolicyCatalog.Default}, or leave it out");
        parsed.RefuseUnless(_lambda, ReadKind(parsed) != PreemptionKind.None, $"with {_preemption.Name} none no batch is stopped; leave one of the two out");
        return () => PolicySpec.Create(name, flex);
    }

    /// <summary>How soon what is not served counts as more urgent.</summary>
    public long ReadAgeingNs(ParseResult parsed) => AgeingOption.ToNs(parsed.GetValue(_ageing));

    /// <summary>What stopping a batch costs.</summary>
    /// <exception cref="ArgumentException">An option is given that changes nothing.</exception>
    public PreemptionTerms ReadPreemption(ParseResult parsed)
    {
        var kind = ReadKind(parsed);
        parsed.RefuseUnless(_exitPoints, !parsed.GetValue(_ideal), $"{_ideal.Name} stops batches anywhere; leave one of the two out");
        parsed.RefuseUnless(_exitPoints, kind != PreemptionKind.None, parsed.IsGiven(_preemption)
            ? $"with {_preemption.Name} none no batch is stopped; leave one of the two out"
            : $"policy {ReadName(parsed)} stops no batch; add {_preemption.Name} restart or suspend, or leave it out");
        parsed.RefuseUnless(_exitPoints, !double.IsPositiveInfinity(parsed.GetValue(_lambda)), $"with {_lambda.Name} Infinity no batch is stopped; leave one of the two out");
        return parsed.GetValue(_ideal) ? PreemptionTerms.Free(kind) : PreemptionTerms.Measured(kind) with { ExitPoints = parsed.GetValue(_exitPoints) };
    }

    private PreemptionKind ReadKind(ParseResult parsed) => parsed.GetValue(_preemption) switch
    {
        "none" => PreemptionKind.None,
        "restart" => PreemptionKind.Restart,
        "suspend" => PreemptionKind.Suspend,
        _ => PolicyCatalog.Published(ReadName(parsed)),
    };
}
