using System.Net.Sockets;
using Shepherd.Client.Cluster;
using Shepherd.Hosting;
using Shepherd.Ingest.Health;
using Shepherd.Ingest.Inference;
using Shepherd.Ingest.Models;

namespace Shepherd.Ingest;

/// <summary>The HTTP front as a host: Open Inference Protocol v2 in, Kafka behind.</summary>
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
            throw new IOException($"the HTTP front cannot listen at {options.Urls} ({e.Message.TrimEnd('.')}): end what has the address, or choose another with --urls, for example http://127.0.0.1:8001", e);
        }
    }

    internal static WebApplication Build(IngestOptions options)
    {
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddStandardError();
        builder.WebHost.UseKestrelHttpsConfiguration()
            .UseUrls(options.Urls)
            .ConfigureKestrel(kestrel => (kestrel.Limits.MaxRequestBodySize, kestrel.AddServerHeader) = (options.BodyBytesMax, false));
        builder.Services.AddIngest(options);
        var app = builder.Build();
        // Follows from the start, so that the first question for readiness finds an answer.
        _ = app.Services.GetRequiredService<ClusterReader>();
        app.MapInference();
        app.MapModels();
        app.MapHealth();
        app.MapFallback(context => context.Response.WriteErrorAsync(
            StatusCodes.Status404NotFound, $"nothing at {context.Request.Method} {context.Request.Path}: see GET /v2"));
        return app;
    }
}
