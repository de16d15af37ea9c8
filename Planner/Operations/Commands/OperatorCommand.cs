using Shepherd.Schemas;

namespace Shepherd.Planner.Operations.Commands;

/// <summary>What an operator asks for. Goes through the mediator; answered by <see cref="CommandAccepted"/>, <see cref="CommandRefused"/> or <see cref="NotLeading"/>.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Subject">Worker, model group or model; empty where the verb has none.</param>
/// <param name="By">Who asks.</param>
internal sealed record OperatorCommand(OperatorVerb Verb, string Subject, string By)
{
    /// <summary>Pin: the workers that may own the group.</summary>
    public IReadOnlyList<string> Workers { get; init; } = [];

    /// <summary>Rescale: devices that the group is to have; null: as its demand asks for.</summary>
    public int? Devices { get; init; }

    /// <summary>Rollback: the plan to go back to; null: the one before.</summary>
    public Epoch? Plan { get; init; }

    /// <summary>Only say what it would do.</summary>
    public bool DryRun { get; init; }

    /// <summary>As the command line says it.</summary>
    public string Text => string.Join(' ', ((string[])
    [
        Verb.ToString().ToLowerInvariant(),
        Subject,
        .. Workers,
        Verb != OperatorVerb.Rescale ? "" : Devices is { } devices ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"--devices {devices}") : "--auto",
        Plan?.ToString() ?? "",
    ]).Where(w => w.Length > 0));
}

/// <summary>Kinds of commands.</summary>
internal enum OperatorVerb
{
    /// <summary>A worker gives up what it has, and gets nothing more.</summary>
    Drain,

    /// <summary>A worker keeps what it has, and gets nothing more.</summary>
    Cordon,

    /// <summary>Ends both.</summary>
    Uncordon,

    /// <summary>Nobody takes a group's requests: they wait in Kafka.</summary>
    Pause,

    /// <summary>Ends that.</summary>
    Resume,

    /// <summary>Only certain workers own a group.</summary>
    Pin,

    /// <summary>Ends that.</summary>
    Unpin,

    /// <summary>A group has as many devices, whatever its demand.</summary>
    Rescale,

    /// <summary>Plans now, whatever dwell says.</summary>
    Replan,

    /// <summary>Back to what an earlier plan was moving to.</summary>
    Rollback,
}
