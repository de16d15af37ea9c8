namespace Shepherd.Schemas.Control;

/// <summary>A lead and the workers whose devices it schedules beside its own.</summary>
/// <param name="Lead">The worker that owns the group's partitions.</param>
/// <param name="Since">The plan since which it leads: its peers take batches under no other.</param>
/// <param name="Peers">The others, at least one.</param>
public sealed record ServingGroup(string Lead, Epoch Since, IReadOnlyList<ServingPeer> Peers);

/// <summary>A worker that runs its lead's batches.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Address">Where it listens for its lead, <c>host:port</c>.</param>
public sealed record ServingPeer(string Worker, string Address);
