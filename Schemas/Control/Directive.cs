namespace Shepherd.Schemas.Control;

/// <summary>A wish of an operator that is in force.</summary>
/// <param name="Kind">What is wished.</param>
/// <param name="Subject">The worker (cordon, drain) or model group (pause, pin, rescale).</param>
/// <param name="At">When it was asked, by the planner's clock.</param>
public sealed record Directive(DirectiveKind Kind, string Subject, DateTimeOffset At)
{
    /// <summary>Pin: the workers that may own the group.</summary>
    public IReadOnlyList<string> Workers { get; init; } = [];

    /// <summary>Rescale: devices that the group is to have.</summary>
    public int Devices { get; init; }

    /// <summary>Who asked.</summary>
    public string By { get; init; } = "";
}

/// <summary>Kinds of wishes.</summary>
public enum DirectiveKind
{
    /// <summary>A kind of a newer release.</summary>
    Unknown,

    /// <summary>A worker gets nothing more, and keeps what it has.</summary>
    Cordon,

    /// <summary>A worker gives up what it has.</summary>
    Drain,

    /// <summary>Nobody takes requests of a model group: they wait in Kafka.</summary>
    Pause,

    /// <summary>Only certain workers own a model group.</summary>
    Pin,

    /// <summary>A model group has as many devices, whatever its demand.</summary>
    Rescale,
}
