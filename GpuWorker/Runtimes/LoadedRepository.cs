using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>The models of a repository, each loaded on every lane.</summary>
/// <param name="Models">At most one version of each model, loaded and warm, by name (ordinal); one instance per lane, in the lanes' order. The caller disposes them.</param>
/// <param name="Refused">Every version that was tried or read and cannot be served. Its model may be among <paramref name="Models"/> with an older version.</param>
internal sealed record LoadedRepository(IReadOnlyList<IReadOnlyList<ILoadedModel>> Models, IReadOnlyList<RefusedModel> Refused);
