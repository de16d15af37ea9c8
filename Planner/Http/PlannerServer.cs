using System.Net.Sockets;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Shepherd.Hosting;
using Shepherd.Planner.Http.Endpoints;
using Shepherd.Planner.Leadership;

namespace Shepherd.Planner.Http;

/// <summary>State, commands, health and metrics over HTTP, off the data path: a planner whose server has trouble plans on.</summary>
internal sealed partial class PlannerServer(
    PlannerOptions options, ReadEndpoints reads, CommandEndpoints commands, HealthEndpoints health, AdvertisedAddress advertised, ILogger<PlannerServer> logger) : IHostedService, IAsyncDisposable
{
    /// <summary>Commands are short.</summary>
    private const int BodyBytesMax = 1 << 20;

    private WebApplication? _app;

    /// <summary>Address that it listens at; null before the start.</summary>
    public Uri? Address { get; private set; }

    /// <exception cref="IOException">The address is in use, or not one of this machine; the message says how to mend it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _app = Build();
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new IOException($"the planner's HTTP cannot listen at {options.Http} ({e.Message.TrimEnd('.')}): end what has the address, choose another with --http, for example 127.0.0.1:9471, or go without by --http off", e);
        }

        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        advertised.Listens(Address);
        LogListening(Address);
        if (options.HttpKey is null && !HttpAddress.IsLoopback(options.Http!))
            LogOpen();
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddStandardError();
        builder.WebHost.UseUrls(HttpAddress.ToUrl(options.Http!))
            .ConfigureKestrel(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, BodyBytesMax));
        // Signals are the planner's: this ends when the planner says so.
        builder.Services.AddSingleton<IHostLifetime, PlannersLifetime>();
        builder.Services.ConfigureHttpJsonOptions(json => PlannerJson.Set(json.SerializerOptions));
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            (document.Info.Title, document.Info.Description) = ("Shepherd planner", "State of a cluster, and commands to it.");
            return Task.CompletedTask;
        }));
        // A page in the operator's browser may call this machine by a name of its own choice: only names of this machine are answered.
        if (options.HttpKey is null && HttpAddress.IsLoopback(options.Http!))
            builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]", HostOf(options.Http!)]);
        var app = builder.Build();
        app.UseHostFiltering();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        if (options.HttpKey is { } key)
            app.Use(Guard(new AccessKey(key)));
        reads.Map(app);
        commands.Map(app);
        health.Map(app);
        app.MapOpenApi();
        app.MapFallback((HttpContext context) => Problems.Of(StatusCodes.Status404NotFound, "not found", $"nothing at {context.Request.Method} {context.Request.Path}: see GET /openapi/v1.json"));
        return app;
    }

    /// <summary>Probes come without a key: they say nothing that the log does not.</summary>
    private static Func<HttpContext, RequestDelegate, Task> Guard(AccessKey key) => (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments(HealthEndpoints.Path) || key.Opens(context.Request.Headers.Authorization))
            return next(context);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Of(StatusCodes.Status401Unauthorized, "no access", "this planner wants its access key: Authorization: Bearer KEY").ExecuteAsync(context);
    };

    private static string HostOf(string http) => http[..http.LastIndexOf(':')];

    [LoggerMessage(1, LogLevel.Information, "Status and commands at {Address}v1/status, described by {Address}openapi/v1.json")]
    private partial void LogListening(Uri address);

    [LoggerMessage(2, LogLevel.Warning, "Whoever reaches this address may command the cluster: there is no access key")]
    private partial void LogOpen();

    private sealed class PlannersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
