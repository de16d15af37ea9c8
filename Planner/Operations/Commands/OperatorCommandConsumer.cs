using MassTransit;
using Shepherd.Planner.Operations.Rescaling;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>Takes commands from the mediator, answers each, and has rescales followed.</summary>
internal sealed class OperatorCommandConsumer(CommandExecutor executor, DirectiveBook book) : IConsumer<OperatorCommand>
{
    public async Task Consume(ConsumeContext<OperatorCommand> context)
    {
        var command = context.Message;
        switch (await executor.ExecuteAsync(command, context.CancellationToken))
        {
            case CommandAccepted { Executed: true, Changed: true } accepted when command is { Verb: OperatorVerb.Rescale }:
                // One that is left to the demand again leaves no wish.
                var wish = book.InForce.FirstOrDefault(d => d.Kind == DirectiveKind.Rescale && d.Subject == accepted.Group);
                var id = wish is null ? NewId.NextGuid() : RescaleId.Of(wish);
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
