namespace Shepherd.Planner.Operations.Rescaling;

/// <summary>A rescale was commanded.</summary>
/// <param name="Id">Of the rescale.</param>
/// <param name="Group">Model group.</param>
/// <param name="Devices">Devices that it is to have; null: as its demand asks for.</param>
/// <param name="By">Who asked.</param>
internal sealed record RescaleRequested(Guid Id, string Group, int? Devices, string By)
{
    /// <summary>When it was commanded, of another planner before this one led; null: now.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>How far it is now.</summary>
/// <param name="Id">Of the rescale.</param>
/// <param name="Sight">What was seen.</param>
internal sealed record RescaleSeen(Guid Id, RescaleSight Sight);

/// <summary>It will not come to its end, or nobody can tell any more.</summary>
/// <param name="Id">Of the rescale.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record RescaleGivenUp(Guid Id, string Reason);

/// <summary>It came to its end, well or not.</summary>
/// <param name="View">As it ended.</param>
internal sealed record RescaleEnded(RescaleView View);
