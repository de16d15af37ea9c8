using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>Where commands are written down.</summary>
internal interface ICommandLog
{
    /// <summary>Writes one. A log that cannot be written is told, and holds up no command.</summary>
    Task WriteAsync(DecisionRecord decision, CancellationToken cancellationToken);
}
