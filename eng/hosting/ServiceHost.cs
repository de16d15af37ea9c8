using Microsoft.Extensions.Logging.Console;

namespace Shepherd.Hosting;

/// <summary>What worker, planner and HTTP front share as processes: how they log, and how they end. Compiled into each, so that the SDK depends on no host.</summary>
internal static class ServiceHost
{
    /// <summary>One line a message to standard error, framework chatter left out; standard output stays free.</summary>
    public static void AddStandardError(this ILoggingBuilder logging)
    {
        logging.ClearProviders().AddSimpleConsole(o => (o.SingleLine, o.TimestampFormat) = (true, "HH:mm:ss.fff "))
            .AddFilter("Microsoft", LogLevel.Warning)
            // What fails a service is thrown from RunAsync: telling it twice, with stack traces, hides the message.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>Runs until the token, SIGTERM or a failed service ends it, and throws what failed the service.</summary>
    public static async Task RunServicesAsync(this IHost host, CancellationToken cancellationToken)
    {
        // Asked before the run, which disposes the host at its end.
        var services = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await host.RunAsync(cancellationToken);
        foreach (var service in services)
        {
            if (service.ExecuteTask is { IsFaulted: true } failed)
                await failed;
        }
    }
}
