using MassTransit;
using Shepherd.Planner.Operations.Commands;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Planner.Operations.Rescaling;
using Shepherd.Planner.Targets;

namespace Shepherd.Planner.Operations;

/// <summary>Registers what takes and follows commands.</summary>
internal static class OperationsServices
{
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<ClusterWatch>()
        .AddSingleton<IClusterFacts>(p => p.GetRequiredService<ClusterWatch>())
        .AddHostedService(p => p.GetRequiredService<ClusterWatch>())
        .AddSingleton<ILeadership, PlanLeadership>()
        .AddSingleton<ICommandLog, CommandLog>()
        .AddSingleton<IPlanPreview>(p => new PlanPreview(p.GetRequiredService<PlannerOptions>(), Look(p), p.GetRequiredService<TimeProvider>()))
        .AddCommands()
        .AddHostedService<RescaleWatch>();

    /// <summary>The part that needs no Kafka.</summary>
    public static IServiceCollection AddCommands(this IServiceCollection services) => services
        .AddSingleton<CommandExecutor>()
        .AddSingleton<RescaleBook>()
        .AddMediator(mediator =>
        {
            mediator.AddConsumer<OperatorCommandConsumer>();
            mediator.AddConsumer<RescaleEndedConsumer>();
            mediator.AddSagaStateMachine<RescaleMachine, RescaleState>().InMemoryRepository();
            mediator.AddRequestClient<OperatorCommand>();
        });

    private static Func<TargetInputs, TargetPlan?> Look(IServiceProvider services)
    {
        var options = services.GetRequiredService<PlannerOptions>();
        return options.Targets == TargetMethod.Demand ? services.GetRequiredService<DemandTargets>().Preview : new SpreadTargets(options.ServingGroupDevices).Next;
    }
}
