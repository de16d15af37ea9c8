using Shepherd.Core.Policies;
using Shepherd.Simulator.Grid;

namespace Shepherd.Cli.Simulate.Grid;

/// <summary>The policies of a grid by name, each on devices as it was published with.</summary>
internal static class GridPolicies
{
    /// <summary>Without their variants, which follow a colon.</summary>
    public static IReadOnlyList<string> Default { get; } = [.. PolicyCatalog.Names.Where(n => !n.Contains(':', StringComparison.Ordinal))];

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static GridPolicy Find(string name)
    {
        if (PolicyCatalog.FindFault(name) is { } fault)
            throw new ArgumentException($"--policies {name}: {fault}");
        return new GridPolicy(name, () => PolicyCatalog.Create(name), PreemptionTerms.Measured(PolicyCatalog.Published(name)));
    }
}
