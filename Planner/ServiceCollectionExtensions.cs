using Shepherd.Planner.Cluster;
using Shepherd.Planner.Leadership;
using Shepherd.Planner.Operations;
using Shepherd.Planner.Plans;
using Shepherd.Planner.Targets;

namespace Shepherd.Planner;

/// <summary>Registers the planner's parts.</summary>
internal static class ServiceCollectionExtensions
{
    public static IServiceCollection AddPlanner(this IServiceCollection services, PlannerOptions options) => services
        .AddSingleton(options)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(p => new ClusterView(options.WorkerTtl, p.GetRequiredService<TimeProvider>()))
        .AddSingleton<AdvertisedAddress>()
        .AddSingleton<LeaderDuty>()
        .AddSingleton<DirectiveBook>()
        .AddSingleton<ITopicCounter, KafkaTopics>()
        .AddSingleton<GroupTopics>()
        .AddSingleton<PlanPublisher>()
        .AddTargets(options)
        .AddHostedService<PlanningLoop>();
}
