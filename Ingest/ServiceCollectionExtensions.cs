using System.Text.Json;
using Shepherd.Client.Cluster;
using Shepherd.Ingest.Access;
using Shepherd.Ingest.Admission;
using Shepherd.Ingest.Faults;
using Shepherd.Ingest.Grpc;
using Shepherd.Ingest.Health;
using Shepherd.Ingest.Inference;
using Shepherd.Ingest.Listening;
using Shepherd.Ingest.Requests;

namespace Shepherd.Ingest;

/// <summary>Registers the front's parts.</summary>
internal static class ServiceCollectionExtensions
{
    internal static IServiceCollection AddIngest(this IServiceCollection services, IngestOptions options)
    {
        services
            .AddSingleton(options)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(p => new ClusterReader(
                options.Kafka, options.WorkerTtl, p.GetRequiredService<ILogger<ClusterReader>>(), p.GetRequiredService<TimeProvider>()))
            .AddSingleton<ClientConnection>()
            .AddHostedService(p => p.GetRequiredService<ClientConnection>())
            .AddSingleton<AdmissionGate>()
            .AddHostedService(p => p.GetRequiredService<AdmissionGate>())
            .AddSingleton<AsyncRequests>()
            .AddHostedService(p => p.GetRequiredService<AsyncRequests>())
            .AddSingleton<ResultEvents>()
            .AddSingleton<InferenceFront>()
            .AddSingleton<ServerFacts>()
            .AddSingleton<FaultHandling>()
            .AddSingleton<UnaryMethods>()
            .AddSingleton<InferenceMethods>()
            .AddHostedService<Greeting>();
        AddAccess(services, options);
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        return services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            (document.Info.Title, document.Info.Description) = ("Shepherd", "Open Inference Protocol v2, and asynchronous requests. The same over gRPC: inference.GRPCInferenceService.");
            return Task.CompletedTask;
        }));
    }

    private static void AddAccess(IServiceCollection services, IngestOptions options)
    {
        if (options.KeyFile is { } file)
        {
            services.AddSingleton<ICallerSource>(p => new KeyRing(
                file, options.Quota, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<KeyRing>>()));
        }

        if (options.Tokens is { } tokens)
            services.AddSingleton<ICallerSource>(p => new TokenCallers(tokens, options.Quota, p.GetRequiredService<ILogger<TokenCallers>>()));
        services.AddSingleton<AccessCheck>();
    }
}
