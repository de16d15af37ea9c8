using Shepherd.Core.Flex;
using Shepherd.Core.Policies;

namespace Shepherd.Cli.Simulate;

/// <summary>Policies by name.</summary>
internal static class PolicySpec
{
    public static readonly IReadOnlyList<string> Names = ["edf", "fifo", "flex"];

    /// <summary>A fresh policy.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or its options are wrong.</exception>
    public static ISchedulingPolicy Create(string name, FlexOptions flex) => name switch
    {
        "edf" => new EdfPolicy(),
        "fifo" => new FifoPolicy(),
        "flex" => new FlexPolicy(flex),
        _ => throw new ArgumentException($"--policy {name}: there is no such policy; known are {string.Join(", ", Names)}"),
    };
}
