namespace Shepherd.GpuWorker.Models;

/// <summary>What a <c>config.yaml</c> says, checked.</summary>
/// <param name="Group">Model group whose topic carries the model's requests.</param>
/// <param name="Runtime">Name of the runtime that serves it.</param>
/// <param name="SloMs">Default relative deadline, milliseconds.</param>
/// <param name="Priority">Default priority tier, 0–3.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
/// <param name="Threads">Threads per run; null: as many as the lane has.</param>
/// <param name="Inputs">Inputs in the file's order.</param>
/// <param name="Outputs">Outputs in the file's order.</param>
/// <param name="WarmUp">Runs to make before the model serves.</param>
internal sealed record ModelConfig(
    string Group,
    string Runtime,
    int SloMs,
    int Priority,
    int MaxBatch,
    int? Threads,
    IReadOnlyList<InputConfig> Inputs,
    IReadOnlyList<OutputConfig> Outputs,
    IReadOnlyList<WarmUpRun> WarmUp)
{
    /// <summary>Pieces that the model is to run in, so that a batch can wait between two of them; 1: in one.</summary>
    public int Segments { get; init; } = 1;

    /// <summary>Requests of a hundred that name no version and go to this one, while the version before it serves the others; null: it is no canary.</summary>
    public int? CanaryPercent { get; init; }

    /// <summary>What the model takes of a device's memory on each lane, bytes; null where that is to be found out.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Profile that the replay runtime plays; null for models that compute.</summary>
    public ReplayConfig? Replay { get; init; }
}

/// <summary>One run before the model serves: so many equal items, with these extents (no batch axis) per input, in the inputs' order.</summary>
internal sealed record WarmUpRun(int Batch, IReadOnlyList<long[]> Extents);
