namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>One version of a model on this worker.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Version">Name of the version's directory; empty where the model as a whole is meant.</param>
/// <param name="Phase">Where it is in its life.</param>
/// <param name="Detail">For people: why it is refused or not loaded, who took its place; may be empty.</param>
/// <param name="MemoryBytes">What it takes of each device's memory; 0 where it is not loaded.</param>
internal sealed record ModelState(string Model, string Version, ModelPhase Phase, string Detail, long MemoryBytes);

/// <summary>Where a version is in its life.</summary>
internal enum ModelPhase
{
    /// <summary>Its file is read and its sessions are made.</summary>
    Loading,

    /// <summary>It makes its warm-up runs and is measured.</summary>
    Warming,

    /// <summary>It takes requests.</summary>
    Ready,

    /// <summary>It takes none any more, and finishes those that it has.</summary>
    Draining,

    /// <summary>It is known and not loaded.</summary>
    Unloaded,

    /// <summary>It cannot be served as it is.</summary>
    Refused,
}
