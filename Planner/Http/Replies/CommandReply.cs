namespace Shepherd.Planner.Http.Replies;

/// <summary>What a command asks for, as the body of its POST.</summary>
public sealed record CommandBody
{
    /// <summary>Who asks, for the decision log. Default: not said.</summary>
    public string By { get; init; } = "";

    /// <summary>Only say what it would do.</summary>
    public bool DryRun { get; init; }

    /// <summary>Pin: the workers that may own the group.</summary>
    public IReadOnlyList<string> Workers { get; init; } = [];

    /// <summary>Rescale: devices that the group is to have; null: as its demand asks for.</summary>
    public int? Devices { get; init; }

    /// <summary>Rollback: epoch of the plan to go back to, <c>term.number</c>; null: the one before.</summary>
    public string? Plan { get; init; }
}

/// <summary>What became of a command.</summary>
/// <param name="Command">As the command line says it.</param>
/// <param name="Changed">False: everything was so already.</param>
/// <param name="Executed">False: a dry run, nothing was changed.</param>
/// <param name="Effects">What it does, line by line, for people.</param>
/// <param name="Epoch">First plan with it; empty: nothing changed, or none was written yet.</param>
/// <param name="Rescale">Id under which a rescale is followed, at <c>/v1/rescales/{id}</c>; null: the command is none.</param>
public sealed record CommandReply(string Command, bool Changed, bool Executed, IReadOnlyList<string> Effects, string Epoch, Guid? Rescale);
