using Shepherd.Cli.Commands;
using Shepherd.Cli.Dev;
using Shepherd.Client;
using Shepherd.Kafka.Tests.Pipeline;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Kafka.Tests.Processes;

/// <summary>A development cluster of real processes for one test, whose client can be watched.</summary>
internal sealed class ProcessCluster(DevCluster cluster) : ICluster
{
    public static HomeFolders Home { get; } = HomeFolders.At(Repository.Root);

    public DevCluster Dev => cluster;

    /// <summary>Stands between the command under test and its client; null: nothing does.</summary>
    public Func<IInferenceClient, IInferenceClient>? Watch { get; init; }

    public static async Task<DevCluster> StartAsync(int workers)
    {
        _ = PipelineFixture.Models;
        var options = new DevOptions(Home.Models, Home.NewLogFolder(), workers)
        {
            Kafka = Environment.GetEnvironmentVariable(KafkaFixture.ClusterVariable) is { Length: > 0 } real ? new KafkaOptions { BootstrapServers = real } : null,
            Prefix = $"p{Guid.NewGuid():N}"[..9],
            ReadyTimeout = TimeSpan.FromMinutes(3),
        };
        return await DevCluster.StartAsync(options, _ => { }, (_, _) => { }, CancellationToken.None);
    }

    public async Task<IInferenceClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var client = await cluster.ConnectAsync(cancellationToken);
        return Watch is null ? client : Watch(client);
    }

    /// <summary>The test disposes the processes, after it has looked at them.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
