namespace Shepherd.Planner.Http.Replies;

/// <summary>A plan.</summary>
/// <param name="Epoch">Its epoch, <c>term.number</c>; of a dry run that of the plan in force.</param>
/// <param name="Planner">Who wrote it.</param>
/// <param name="At">When, by the planner's clock.</param>
/// <param name="Reason">Why.</param>
/// <param name="Assignments">Who owns what now.</param>
/// <param name="Target">Who is to own what.</param>
/// <param name="ServingGroups">Workers that are scheduled together.</param>
/// <param name="Directives">What operators asked for and is in force.</param>
/// <param name="Moves">What differs between now and the target, line by line.</param>
public sealed record PlanReply(
    string Epoch,
    string Planner,
    DateTimeOffset At,
    string Reason,
    IReadOnlyList<AssignmentReply> Assignments,
    IReadOnlyList<AssignmentReply> Target,
    IReadOnlyList<ServingGroupReply> ServingGroups,
    IReadOnlyList<DirectiveReply> Directives,
    IReadOnlyList<string> Moves);

/// <summary>An earlier plan, in short.</summary>
/// <param name="Epoch">Its epoch, <c>term.number</c>.</param>
/// <param name="At">When, by the planner's clock.</param>
/// <param name="Reason">Why it was made.</param>
public sealed record PlanSummary(string Epoch, DateTimeOffset At, string Reason);

/// <summary>What the planner would do now.</summary>
/// <param name="Changes">False: the plan in force stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="Moves">Changes of owners, line by line.</param>
/// <param name="Target">Who would be to own what.</param>
public sealed record DryRunReply(bool Changes, string Reason, IReadOnlyList<string> Moves, IReadOnlyList<AssignmentReply> Target);

/// <summary>Partitions of one group at one worker.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Group">Model group.</param>
/// <param name="Partitions">Partitions of its request topic, ascending.</param>
public sealed record AssignmentReply(string Worker, string Group, IReadOnlyList<int> Partitions);

/// <summary>Workers that are scheduled together.</summary>
/// <param name="Lead">Owns the partitions.</param>
/// <param name="Peers">Run its batches.</param>
public sealed record ServingGroupReply(string Lead, IReadOnlyList<string> Peers);

/// <summary>A wish of an operator that is in force.</summary>
/// <param name="Kind">cordon, drain, pause, pin or rescale.</param>
/// <param name="Subject">Worker or model group.</param>
/// <param name="Workers">Pin: the workers that may own the group.</param>
/// <param name="Devices">Rescale: devices; null: it is none.</param>
/// <param name="By">Who asked.</param>
/// <param name="At">When, by the planner's clock.</param>
public sealed record DirectiveReply(string Kind, string Subject, IReadOnlyList<string> Workers, int? Devices, string By, DateTimeOffset At);
