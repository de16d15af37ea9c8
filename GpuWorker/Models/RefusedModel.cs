namespace Shepherd.GpuWorker.Models;

/// <summary>A version of a model that cannot be served. Another version of the same name may be served in its place.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Group">Its group, or its name where the configuration does not say; null when no topic can bear that name, so that no request can arrive.</param>
/// <param name="Version">Name of the version's directory; null when the model as a whole is at fault.</param>
/// <param name="Reason">For people: file, key, what was found, the remedy. Several faults are separated by line feeds.</param>
internal sealed record RefusedModel(string Name, string? Group, string? Version, string Reason);
