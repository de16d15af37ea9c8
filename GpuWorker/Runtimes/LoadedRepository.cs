using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>The models of a repository on one lane.</summary>
/// <param name="Models">At most one version of each model, loaded and warm, by name (ordinal). The caller disposes them.</param>
/// <param name="Refused">Every version that was tried or read and cannot be served. Its model may be among <paramref name="Models"/> with an older version.</param>
internal sealed record LoadedRepository(IReadOnlyList<ILoadedModel> Models, IReadOnlyList<RefusedModel> Refused);
