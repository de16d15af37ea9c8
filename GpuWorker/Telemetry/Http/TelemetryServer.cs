using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Shepherd.GpuWorker.Telemetry.Export;
using Shepherd.GpuWorker.Telemetry.Health;
using Shepherd.GpuWorker.Telemetry.Timelines;
using Shepherd.Hosting;
using Shepherd.Hosting.Prometheus;

namespace Shepherd.GpuWorker.Telemetry.Http;

/// <summary>Metrics, health and timelines over HTTP. Registered before the worker's loops, so that it is there while they start, and until they have drained.</summary>
internal sealed partial class TelemetryServer(
    WorkerOptions options, HealthCheck health, MetricExport metrics, RecentTimelines timelines, ILogger<TelemetryServer> logger) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Address that it listens at; null where it does not.</summary>
    public Uri? Address { get; private set; }

    /// <exception cref="IOException">The address is in use, or not one of this machine; the message says how to mend it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Http is not { } http)
            return;
        _app = Build(HttpAddress.ToUrl(http));
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new IOException($"metrics and health cannot be served at {http} ({e.Message.TrimEnd('.')}): end what has the address, or choose another with --http, for example 127.0.0.1:9464", e);
        }

        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        LogListening(Address);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Build(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddStandardError();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        // Signals are the worker's: this ends when the worker says so.
        builder.Services.AddSingleton<IHostLifetime, WorkersLifetime>();
        var app = builder.Build();
        app.MapGet("/metrics", async context =>
        {
            context.Response.ContentType = PrometheusText.ContentType;
            await context.Response.WriteAsync(metrics.WriteText(), context.RequestAborted);
        });
        app.MapGet("/health/live", context => HealthResponse.WriteLiveAsync(context.Response, health.Look()));
        app.MapGet("/health/ready", context => HealthResponse.WriteReadyAsync(context.Response, health.Look()));
        app.MapGet("/health", context => HealthResponse.WriteAllAsync(context.Response, options.Name, health.Look()));
        app.MapGet("/requests", context => TimelineResponse.WriteListAsync(context.Response, timelines));
        app.MapGet("/requests/{*id}", context => TimelineResponse.WriteOneAsync(context.Response, timelines, (string)context.Request.RouteValues["id"]!));
        return app;
    }

    [LoggerMessage(1, LogLevel.Information, "Metrics at {Address}metrics, health at {Address}health")]
    private partial void LogListening(Uri address);

    private sealed class WorkersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
