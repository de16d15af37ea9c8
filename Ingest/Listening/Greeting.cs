namespace Shepherd.Ingest.Listening;

/// <summary>Says where the front listens, once it does.</summary>
internal sealed partial class Greeting(Listeners listeners, IngestOptions options, IHostApplicationLifetime lifetime, ILogger<Greeting> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Greet);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Greet()
    {
        foreach (var address in listeners.Http)
            LogHttp(address);
        foreach (var address in listeners.Grpc)
            LogGrpc(address);
        if (options.KeyFile is null && options.Tokens is null && !listeners.Http.Concat(listeners.Grpc).All(a => a.IsLoopback))
            LogOpen();
    }

    [LoggerMessage(1, LogLevel.Information, "REST at {Address}v2, described by {Address}openapi/v1.json")]
    private partial void LogHttp(Uri address);

    [LoggerMessage(2, LogLevel.Information, "gRPC at {Address}")]
    private partial void LogGrpc(Uri address);

    [LoggerMessage(3, LogLevel.Warning, "Whoever reaches these addresses may send requests: there are no keys (--keys) and no issuer (--oidc-issuer)")]
    private partial void LogOpen();
}
