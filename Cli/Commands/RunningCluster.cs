using Shepherd.Client;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Commands;

/// <summary>A cluster that runs already, somewhere else: there is nothing to start or to end.</summary>
internal sealed class RunningCluster(KafkaOptions kafka) : ICluster
{
    /// <summary>It may be that of <c>shepherd dev</c>, whose embedded broker keeps 5 MiB a partition and forgets older records unread: with less than that under way nothing can be forgotten, whatever partitions the records fall on.</summary>
    public const int InFlightBytesMax = 4 << 20;

    public async Task<IInferenceClient> ConnectAsync(CancellationToken cancellationToken) =>
        await InferenceClient.ConnectAsync(kafka, new InferenceClientOptions { InFlightBytesMax = InFlightBytesMax }, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
