using Shepherd.Planner.Http.Endpoints;

namespace Shepherd.Planner.Http;

/// <summary>Registers the planner's HTTP.</summary>
internal static class HttpServices
{
    public static IServiceCollection AddPlannerHttp(this IServiceCollection services) => services
        .AddSingleton<PlannerMetrics>()
        .AddSingleton<ReadEndpoints>()
        .AddSingleton<CommandEndpoints>()
        .AddSingleton<HealthEndpoints>()
        .AddSingleton<PlannerServer>()
        .AddHostedService(p => p.GetRequiredService<PlannerServer>());
}
