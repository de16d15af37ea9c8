namespace Shepherd.GpuWorker.Models;

/// <summary>What was found below a repository's root.</summary>
/// <param name="Models">Every version with a usable configuration: by name (ordinal), newest version first.</param>
/// <param name="Refused">Every version without one.</param>
internal sealed record RepositoryScan(IReadOnlyList<ModelDefinition> Models, IReadOnlyList<RefusedModel> Refused);
