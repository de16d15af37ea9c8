using Shepherd.Core.Clockwork;
using Shepherd.Core.Flex;
using Shepherd.Core.Nexus;
using Shepherd.Core.Shepherd;
using Shepherd.Core.Symphony;
using Shepherd.Core.Triton;

namespace Shepherd.Core.Policies;

/// <summary>Policies by name, the same for simulator and worker; a variant follows a colon.</summary>
public static class PolicyCatalog
{
    /// <summary>What a worker runs unless told otherwise.</summary>
    public const string Default = "shepherd";

    /// <summary>All names.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "shepherd", "shepherd:pressing", "shepherd:largest", "shepherd:heads", "shepherd:whole", "shepherd:deadlines", "edf", "fifo", "flex",
        "clockwork", "clockwork:published",
        "nexus", "nexus:fewest-devices", "nexus:lazy-drop",
        "symphony", "symphony:immediate", "symphony:target-batch", "symphony:target-delay", "symphony:latest",
        "triton", "triton:reject", "triton:untuned",
    ];

    /// <summary>Says that there is no policy of a name, or null.</summary>
    public static string? FindFault(string name) => Names.Contains(name) ? null : $"there is no such policy; known are {string.Join(", ", Names)}";

    /// <summary>How the policy stops batches as it was published.</summary>
    public static PreemptionKind Published(string name) => name switch
    {
        "shepherd" or "shepherd:pressing" or "shepherd:largest" or "shepherd:heads" or "shepherd:whole" or "shepherd:deadlines" => PreemptionKind.Suspend,
        "flex" => PreemptionKind.Restart,
        _ => PreemptionKind.None,
    };

    /// <summary>A fresh policy that also stops batches where it was published without: by value, as Shepherd does, with whatever its lanes can do.</summary>
    /// <exception cref="ArgumentException">As of <see cref="Create"/>.</exception>
    public static ISchedulingPolicy CreatePreempting(string name, FlexOptions? flex = null)
    {
        var policy = Create(name, flex);
        if (Published(name) == PreemptionKind.None && policy is GroupPolicy group)
            group.PreemptsByValue = true;
        return policy;
    }

    /// <summary>A fresh policy.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="flex">Options of <c>flex</c>; null: the paper's.</param>
    /// <exception cref="ArgumentException">There is none of that name, or its options are wrong.</exception>
    public static ISchedulingPolicy Create(string name, FlexOptions? flex = null) => name switch
    {
        "shepherd" => new ShepherdPolicy(),
        "shepherd:pressing" => new ShepherdPolicy(new ShepherdOptions { Mode = ShepherdMode.Pressing }),
        "shepherd:largest" => new ShepherdPolicy(new ShepherdOptions { Mode = ShepherdMode.Largest }),
        "shepherd:heads" => new ShepherdPolicy(new ShepherdOptions { Mode = ShepherdMode.Heads }),
        "shepherd:whole" => new ShepherdPolicy(new ShepherdOptions { Mode = ShepherdMode.Whole }),
        "shepherd:deadlines" => new ShepherdPolicy(new ShepherdOptions { Mode = ShepherdMode.Deadlines }),
        "edf" => new EdfPolicy(),
        "fifo" => new FifoPolicy(),
        "flex" => new FlexPolicy(flex),
        "clockwork" => new ClockworkPolicy(),
        "clockwork:published" => new ClockworkPolicy(ClockworkOptions.Published),
        "nexus" => new NexusPolicy(),
        "nexus:fewest-devices" => new NexusPolicy(new NexusOptions { UsesAllDevices = false }),
        "nexus:lazy-drop" => new NexusPolicy(new NexusOptions { Drop = NexusDrop.Earliest }),
        "symphony" => new SymphonyPolicy(),
        "symphony:immediate" => new SymphonyPolicy(new SymphonyOptions { Mode = SymphonyMode.Immediate }),
        "symphony:target-batch" => new SymphonyPolicy(new SymphonyOptions { Mode = SymphonyMode.TargetBatch }),
        "symphony:target-delay" => new SymphonyPolicy(new SymphonyOptions { Mode = SymphonyMode.TargetDelay }),
        "symphony:latest" => new SymphonyPolicy(new SymphonyOptions { Mode = SymphonyMode.Latest }),
        "triton" => new TritonPolicy(),
        "triton:reject" => new TritonPolicy(new TritonOptions { Timeout = TritonTimeout.Reject }),
        "triton:untuned" => new TritonPolicy(TritonOptions.Untuned),
        _ => throw new ArgumentException($"policy '{name}': {FindFault(name)}", nameof(name)),
    };
}
