using Shepherd.Client;
using Shepherd.Client.Cluster;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Cli.Commands;

/// <summary>A cluster that runs already, somewhere else: there is nothing to start or to end.</summary>
internal sealed class RunningCluster(KafkaOptions kafka) : ICluster
{
    /// <summary>It may be that of <c>shepherd dev</c>, whose embedded broker keeps 5 MiB a partition and forgets older records unread: with less than that under way nothing can be forgotten, whatever partitions the records fall on.</summary>
    public const int InFlightBytesMax = 4 << 20;

    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A broker that does not wake a waiting fetch answers after so long; on one that does it changes nothing.</summary>
    private static readonly Dictionary<string, string> Settings = new() { ["fetch.wait.max.ms"] = "5" };

    /// <summary>Returns once the cluster's workers serve.</summary>
    /// <exception cref="InferenceClientException">They do not; the message says what is missing.</exception>
    public static async Task<ICluster> OpenAsync(string bootstrapServers, CancellationToken cancellationToken)
    {
        var kafka = new KafkaOptions { BootstrapServers = bootstrapServers, Properties = Settings };
        if (kafka.FindFault() is { } fault)
            throw new InferenceClientException(fault);
        using var cluster = new ClusterReader(kafka);
        try
        {
            await cluster.WaitUntilReadyAsync(ReadyTimeout, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new InferenceClientException($"{e.Message}; check --bootstrap-server, or start planner and workers there: ./shepherd dev --bootstrap-server {bootstrapServers}", e);
        }

        return new RunningCluster(kafka);
    }

    public async Task<IInferenceClient> ConnectAsync(CancellationToken cancellationToken) =>
        await InferenceClient.ConnectAsync(kafka, new InferenceClientOptions { InFlightBytesMax = InFlightBytesMax }, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
