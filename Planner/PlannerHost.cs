using Microsoft.Extensions.Logging.Console;

namespace Shepherd.Planner;

/// <summary>The planner as a host.</summary>
public static class PlannerHost
{
    /// <summary>Runs until the token or SIGTERM ends it; what ends it otherwise is thrown.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message says which and how to mend it.</exception>
    public static async Task RunAsync(PlannerOptions options, CancellationToken cancellationToken = default)
    {
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(o => (o.SingleLine, o.TimestampFormat) = (true, "HH:mm:ss.fff "))
            .AddFilter("Microsoft", LogLevel.Warning)
            // What fails a service is thrown from here: telling it twice, with stack traces, hides the message.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddPlanner(options);
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
}
