using Shepherd.Planner.Backlog;
using Shepherd.Planner.Demand;

namespace Shepherd.Planner.Targets;

/// <summary>Registers how targets are chosen, and what is measured for it.</summary>
internal static class TargetServices
{
    public static IServiceCollection AddTargets(this IServiceCollection services, PlannerOptions options) => services
        .AddSingleton<BacklogBook>()
        .AddSingleton<CatalogView>()
        .AddSingleton<IOffsetSource, KafkaOffsets>()
        .AddSingleton<DemandMeter>()
        .AddHostedService(p => p.GetRequiredService<DemandMeter>())
        .AddSingleton(p => new BacklogReckoner(p.GetRequiredService<BacklogBook>(), p.GetRequiredService<DemandMeter>(), p.GetRequiredService<CatalogView>().Entries, p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new DemandTargets(options, p.GetRequiredService<DemandMeter>(), p.GetRequiredService<CatalogView>().Entries, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<DemandTargets>>()))
        .AddSingleton<ITargetPlanner>(p => new MeasuringTargets(
            new PacedTargets(options.Targets == TargetMethod.Demand ? p.GetRequiredService<DemandTargets>() : new SpreadTargets(options.ServingGroupDevices), p.GetRequiredService<TimeProvider>()),
            p.GetRequiredService<DemandMeter>(),
            p.GetRequiredService<BacklogReckoner>()));
}
