using MassTransit;
using Shepherd.Planner.Operations.Rescaling;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>Takes commands from the mediator, answers each, and has rescales followed.</summary>
internal sealed class OperatorCommandConsumer(CommandExecutor executor) : IConsumer<OperatorCommand>
{
    public async Task Consume(ConsumeContext<OperatorCommand> context)
    {
        var command = context.Message;
        switch (await executor.ExecuteAsync(command, context.CancellationToken))
        {
            case CommandAccepted { Executed: true, Changed: true } accepted when command is { Verb: OperatorVerb.Rescale }:
                var id = NewId.NextGuid();
                await context.Publish(new RescaleRequested(id, accepted.Group, command.Devices, command.By));
                await context.RespondAsync(accepted with { Rescale = id });
                break;
            case CommandAccepted accepted:
                await context.RespondAsync(accepted);
                break;
            case CommandRefused refused:
                await context.RespondAsync(refused);
                break;
            case NotLeading elsewhere:
                await context.RespondAsync(elsewhere);
                break;
        }
    }
}
