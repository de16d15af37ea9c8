namespace Shepherd.Client.Kafka;

/// <summary>A topic that a <see cref="TopicReader"/> reads.</summary>
/// <param name="Name">Topic name.</param>
/// <param name="From">Where reading starts.</param>
/// <param name="Choose">Which of its partitions, given their count; null: all.</param>
internal sealed record ReadTopic(string Name, ReadFrom From, Func<int, int>? Choose = null);

/// <summary>Where reading a topic starts.</summary>
internal enum ReadFrom
{
    /// <summary>The oldest record that is kept.</summary>
    Beginning,

    /// <summary>The end as it is when the reader takes its position.</summary>
    End,
}

/// <summary>How eagerly a topic is read from a broker that does not wake a waiting fetch.</summary>
internal enum ReadPace
{
    /// <summary>As the settings say.</summary>
    Data,

    /// <summary>With fetch waits of at least 20 ms: control records can wait that long, and shorter waits only spin.</summary>
    Control,
}
