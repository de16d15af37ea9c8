namespace Shepherd.Planner.Operations.Commands;

/// <summary>It is done, or would be.</summary>
/// <param name="Command">As the command line says it.</param>
/// <param name="Changed">False: everything was so already.</param>
/// <param name="Executed">False: a dry run, nothing was changed.</param>
/// <param name="Effects">What it does, line by line, for people.</param>
internal sealed record CommandAccepted(string Command, bool Changed, bool Executed, IReadOnlyList<string> Effects)
{
    /// <summary>Epoch of the first plan with it; empty: nothing changed, or none was written yet.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>Model group concerned; empty: none.</summary>
    public string Group { get; init; } = "";

    /// <summary>Follows a rescale to its end; null: the command is none.</summary>
    public Guid? Rescale { get; init; }
}

/// <summary>It is not done, and nothing was changed.</summary>
/// <param name="Command">As the command line says it.</param>
/// <param name="Why">Kind of the fault.</param>
/// <param name="Reason">What is wrong, and the remedy, for people.</param>
internal sealed record CommandRefused(string Command, RefusalKind Why, string Reason);

/// <summary>Another planner leads: ask that.</summary>
/// <param name="Leader">Its name; empty: nobody leads now.</param>
/// <param name="Address">Where it serves HTTP; empty: not known.</param>
internal sealed record NotLeading(string Leader, string Address);

/// <summary>Kinds of faults.</summary>
internal enum RefusalKind
{
    /// <summary>There is no such worker, group or plan.</summary>
    NotFound,

    /// <summary>The command makes no sense, whatever the cluster.</summary>
    Invalid,

    /// <summary>The cluster cannot do it as it is now.</summary>
    Conflict,
}
