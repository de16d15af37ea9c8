using MassTransit;
using Shepherd.Planner.Operations.Commands;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Rescaling;

/// <summary>Writes down how a rescale ended, and how long it took.</summary>
internal sealed class RescaleEndedConsumer(PlannerOptions options, IClusterFacts cluster, ICommandLog log) : IConsumer<RescaleEnded>
{
    public async Task Consume(ConsumeContext<RescaleEnded> context)
    {
        var view = context.Message.View;
        var ended = view.EndedAt ?? view.StartedAt;
        var command = new OperatorCommand(OperatorVerb.Rescale, view.Group, view.By) { Devices = view.Devices };
        var plan = cluster.History.All.LastOrDefault();
        await log.WriteAsync(
            new DecisionRecord(DecisionKind.Command, ended, options.Name, plan?.Epoch ?? default, $"{view.State.ToLowerInvariant()}: {view.Detail}")
            {
                Subject = command.Text,
                Group = view.Group,
                ActualMs = (ended - view.StartedAt).TotalMilliseconds,
            },
            context.CancellationToken);
    }
}
