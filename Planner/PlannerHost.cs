using Shepherd.Hosting;
using Shepherd.Planner.Http;
using Shepherd.Planner.Operations;

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
        builder.Logging.AddStandardError();
        // It listens before it may lead: its claims say where.
        if (options.Http is not null)
            builder.Services.AddOperations().AddPlannerHttp();
        builder.Services.AddPlanner(options);
        using var host = builder.Build();
        await host.RunServicesAsync(cancellationToken);
    }
}
