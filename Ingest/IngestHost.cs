using System.Net.Sockets;
using Shepherd.Client.Cluster;
using Shepherd.Hosting;
using Shepherd.Ingest.Access;
using Shepherd.Ingest.Faults;
using Shepherd.Ingest.Grpc;
using Shepherd.Ingest.Health;
using Shepherd.Ingest.Inference;
using Shepherd.Ingest.Listening;
using Shepherd.Ingest.Models;
using Shepherd.Ingest.Requests;

namespace Shepherd.Ingest;

/// <summary>The front for programs as a host: Open Inference Protocol v2 in, over REST and gRPC, Kafka behind.</summary>
public static class IngestHost
{
    /// <summary>Runs until the token or SIGTERM ends it; what ends it otherwise is thrown. Kafka may come up later: until then requests are answered 503.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message says which and how to mend it.</exception>
    /// <exception cref="IOException">The address is in use, or not one of this machine; the message says how to mend it.</exception>
    public static async Task RunAsync(IngestOptions options, CancellationToken cancellationToken = default)
    {
        await using var app = Build(options);
        try
        {
            await app.RunServicesAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            var grpc = string.IsNullOrEmpty(options.GrpcUrls) ? "" : $" and {options.GrpcUrls}";
            throw new IOException($"the HTTP front cannot listen at {options.Urls}{grpc} ({e.Message.TrimEnd('.')}): end what has the address, or choose another with --urls or --grpc-urls, for example http://127.0.0.1:8010", e);
        }
    }

    internal static WebApplication Build(IngestOptions options)
    {
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddStandardError();
        var listeners = new Listeners(options);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(listeners.Configure);
        builder.Services.AddSingleton(listeners).AddIngest(options);
        var app = builder.Build();
        // Follows from the start, so that the first question for readiness finds an answer.
        _ = app.Services.GetRequiredService<ClusterReader>();
        // The key file is read at the start, so that a fault in it is told then.
        app.Use(app.Services.GetRequiredService<FaultHandling>().InvokeAsync);
        app.Use(app.Services.GetRequiredService<AccessCheck>().InvokeAsync);
        app.MapInference();
        app.MapRequests();
        app.MapEvents();
        app.MapModels();
        app.MapHealth();
        app.MapOpenApi();
        app.Services.GetRequiredService<InferenceMethods>().Map(app);
        app.MapFallback(context => context.RefuseAsync(new Fault(
            context.Request.IsGrpc() ? FaultKind.Unimplemented : FaultKind.NotFound, $"nothing at {context.Request.Method} {context.Request.Path}: see GET /v2 and GET /openapi/v1.json")));
        return app;
    }
}
