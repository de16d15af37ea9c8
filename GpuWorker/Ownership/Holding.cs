using Confluent.Kafka;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Ownership;

/// <summary>One partition from when it is assigned to this worker until it is released or lost. Given to it again it is another one.</summary>
/// <param name="group">Its model group.</param>
/// <param name="place">Topic and partition.</param>
/// <param name="epoch">The plan under which it was assigned: its results carry that, so that in any topic the epochs of one partition never go back.</param>
internal sealed class Holding(string group, TopicPartition place, Epoch epoch)
{
    private volatile bool _isLost;

    public string Group => group;

    public TopicPartition Place => place;

    public Epoch Epoch => epoch;

    /// <summary>Another worker owns it, or may: nothing of it is published or committed any more, and its requests are the other's.</summary>
    public bool IsLost => _isLost;

    /// <summary>From any thread; there is no way back.</summary>
    public void Lose() => _isLost = true;
}
