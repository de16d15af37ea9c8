using Shepherd.Client;
using Shepherd.Client.Control;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Decisions;

/// <summary>Reads the decision log.</summary>
internal static class DecisionTopic
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Hands over what is there, and with <paramref name="follow"/> what comes, until it is cancelled.</summary>
    /// <param name="kafka">Where.</param>
    /// <param name="take">Takes each record, in the order of the log, on another thread.</param>
    /// <param name="follow">Stays on it.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="InferenceClientException">It cannot be read.</exception>
    public static async Task ReadAsync(KafkaOptions kafka, Action<DecisionRecord> take, bool follow, CancellationToken stop)
    {
        if (kafka.FindFault() is { } fault)
            throw new InferenceClientException(fault);
        using var follower = new TopicFollower(kafka, kafka.Topics.Decisions, (_, value) => take(ControlCodec.Decode<DecisionRecord>(value)));
        try
        {
            await follower.CaughtUp.WaitAsync(ReadTimeout, stop);
        }
        catch (TimeoutException e)
        {
            throw new InferenceClientException($"the decision log {kafka.Topics.Decisions} cannot be read from {kafka.BootstrapServers} within {ReadTimeout.TotalSeconds:0} s: check --bootstrap-server and --prefix, and that a planner, which creates the topic, is running", e);
        }

        if (follow)
            await follower.Completion.WaitAsync(stop);
    }
}
