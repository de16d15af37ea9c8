namespace Shepherd.Schemas;

/// <summary>Names of Shepherd's topics under one prefix.</summary>
/// <param name="Prefix">First part of every name.</param>
public sealed record TopicNames(string Prefix = "shepherd")
{
    /// <summary>Characters that Kafka allows in a topic name, at most.</summary>
    public const int NameLengthMax = 249;

    /// <summary>Default partitions of a request topic: the ceiling of how far a model group spreads.</summary>
    public const int RequestPartitions = 16;

    /// <summary>Default partitions of the results topic.</summary>
    public const int ResultPartitions = 16;

    /// <summary>Default reply topic.</summary>
    public string Results => $"{Prefix}.results";

    /// <summary>Models, groups, SLOs, profiles; compacted, key = model.</summary>
    public string Catalog => $"{Prefix}.control.catalog";

    /// <summary>Plans; compacted, one partition.</summary>
    public string Plan => $"{Prefix}.control.plan";

    /// <summary>Heartbeats and hand-over acknowledgements; key = worker.</summary>
    public string Workers => $"{Prefix}.control.workers";

    /// <summary>What was decided and why.</summary>
    public string Decisions => $"{Prefix}.control.decisions";

    /// <summary>Consumer group that a model group's offsets are committed to.</summary>
    public string ConsumerGroup(string group) => $"{Prefix}.{group}";

    /// <summary>Request topic of a model group.</summary>
    public string Requests(string group) => $"{Prefix}.requests.{group}";

    /// <summary>Dead-letter topic of a request topic.</summary>
    public static string DeadLetter(string topic) => $"{topic}.dlq";

    /// <summary>Says what is wrong with a topic name, or null: 1 to 249 of <c>[a-zA-Z0-9._-]</c>, not <c>.</c> or <c>..</c> (Kafka's own rule).</summary>
    public static string? FindFault(string name)
    {
        if (name.Length is 0 or > NameLengthMax)
            return $"a topic name has 1 to {NameLengthMax} characters, this one has {name.Length}";
        if (name is "." or "..")
            return $"'{name}' is not a topic name";
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                return $"topic name '{name}' may hold only letters, digits, '.', '_' and '-'";
        }

        return null;
    }
}
