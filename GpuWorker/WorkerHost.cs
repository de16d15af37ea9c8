using Microsoft.Extensions.Logging.Console;
using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker;

/// <summary>The worker as a host.</summary>
public static class WorkerHost
{
    /// <summary>What the client and the producer may still need after the drain.</summary>
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(10);

    /// <summary>Runs until the token or SIGTERM ends it, then drains; what ends it otherwise is thrown.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message says which and how to mend it.</exception>
    public static async Task RunAsync(WorkerOptions options, CancellationToken cancellationToken = default)
    {
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(o => (o.SingleLine, o.TimestampFormat) = (true, "HH:mm:ss.fff "))
            .AddFilter("Microsoft", LogLevel.Warning)
            // What fails a service is thrown from here: telling it twice, with stack traces, hides the message.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = options.DrainTimeout + ShutdownMargin);
        builder.Services.AddWorker(options);
        using var host = builder.Build();
        // Asked before the run, which disposes the host at its end.
        var services = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await host.RunAsync(cancellationToken);
        foreach (var service in services)
        {
            if (service.ExecuteTask is { IsFaulted: true } failed)
                await failed;
        }
    }

    /// <summary>The model groups of a repository, refused models included: whoever creates topics needs them before a worker runs.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such repository.</exception>
    public static IReadOnlyList<string> FindGroups(string models)
    {
        var scan = ModelRepository.Scan(models);
        return scan.Models.Select(m => m.Config.Group)
            .Concat(scan.Refused.Where(r => r.Group is not null).Select(r => r.Group!))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
    }
}
