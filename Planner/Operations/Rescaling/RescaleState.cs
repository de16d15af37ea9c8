using MassTransit;

namespace Shepherd.Planner.Operations.Rescaling;

/// <summary>One rescale, as the state machine keeps it.</summary>
internal sealed class RescaleState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public string Group { get; set; } = "";

    public int? Devices { get; set; }

    public string By { get; set; } = "";

    public string Detail { get; set; } = "";

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public RescaleView ToView() => new(CorrelationId, Group, Devices, By, CurrentState, Detail, StartedAt) { EndedAt = EndedAt };
}
