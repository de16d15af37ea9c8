using Shepherd.Core.Flex;
using Shepherd.Core.Policies;
using Shepherd.Simulator.Grid;

namespace Shepherd.Cli.Simulate.Grid;

/// <summary>The policies of a grid by name, each on devices as it was published with.</summary>
internal static class GridPolicies
{
    /// <summary>Without their variants, which follow a colon.</summary>
    public static IReadOnlyList<string> Default { get; } = [.. PolicySpec.Names.Where(n => !n.Contains(':', StringComparison.Ordinal))];

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static GridPolicy Find(string name)
    {
        if (!PolicySpec.Names.Contains(name, StringComparer.Ordinal))
            throw new ArgumentException($"--policies {name}: there is no such policy; known are {string.Join(", ", PolicySpec.Names)}");
        return new GridPolicy(name, () => PolicySpec.Create(name, new FlexOptions()), Terms(name));
    }

    /// <summary>FLEX starts stopped batches from scratch, ours goes on with them, and no other paper stops one.</summary>
    private static PreemptionTerms Terms(string name) => name.Split(':')[0] switch
    {
        "flex" => PreemptionTerms.Measured(PreemptionKind.Restart),
        "shepherd" => PreemptionTerms.Measured(PreemptionKind.Suspend),
        _ => PreemptionTerms.None,
    };
}
