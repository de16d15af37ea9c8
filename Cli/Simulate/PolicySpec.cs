using Shepherd.Core.Flex;
using Shepherd.Core.Policies;

namespace Shepherd.Cli.Simulate;

/// <summary>The catalog's policies, as the command line names them.</summary>
internal static class PolicySpec
{
    public static IReadOnlyList<string> Names => PolicyCatalog.Names;

    /// <summary>A fresh policy.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or its options are wrong.</exception>
    public static ISchedulingPolicy Create(string name, FlexOptions flex) =>
        PolicyCatalog.FindFault(name) is { } fault ? throw new ArgumentException($"--policy {name}: {fault}") : PolicyCatalog.CreatePreempting(name, flex);
}
