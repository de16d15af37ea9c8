namespace Shepherd.Planner.Operations.Rescaling;

/// <summary>One rescale, for people.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Group">Model group.</param>
/// <param name="Devices">Devices that it is to have; null: as its demand asks for.</param>
/// <param name="By">Who asked.</param>
/// <param name="State">Planned, Preparing, Revoking, Assigning, Done or Failed.</param>
/// <param name="Detail">What is waited for, or why it failed.</param>
/// <param name="StartedAt">When it was commanded, by the planner's clock.</param>
internal sealed record RescaleView(Guid Id, string Group, int? Devices, string By, string State, string Detail, DateTimeOffset StartedAt)
{
    /// <summary>When it ended; null: it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
