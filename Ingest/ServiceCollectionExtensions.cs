using Shepherd.Client.Cluster;
using Shepherd.Ingest.Inference;

namespace Shepherd.Ingest;

/// <summary>Registers the HTTP front's parts.</summary>
internal static class ServiceCollectionExtensions
{
    internal static IServiceCollection AddIngest(this IServiceCollection services, IngestOptions options) => services
        .AddSingleton(options)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(p => new ClusterReader(
            options.Kafka, options.WorkerTtl, p.GetRequiredService<ILogger<ClusterReader>>(), p.GetRequiredService<TimeProvider>()))
        .AddSingleton<ClientConnection>()
        .AddHostedService(p => p.GetRequiredService<ClientConnection>());
}
