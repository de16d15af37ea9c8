using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Models;

/// <summary>What a model group, and so a model that is its own group, may be called.</summary>
internal static class GroupNames
{
    /// <summary>Leaves room in a topic's name for the prefix, <c>.requests.</c> and <c>.dlq</c>.</summary>
    public const int LengthMax = 200;

    /// <summary>Says why no topic can be named after the group, or null.</summary>
    public static string? FindFault(string group) => group.Length > LengthMax
        ? $"'{group[..LengthMax]}…' has {group.Length} characters, over {LengthMax}"
        : TopicNames.FindFault(group);
}
