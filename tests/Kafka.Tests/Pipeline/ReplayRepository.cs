namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>A repository of replayed models, for tests that need time to pass on devices and nothing to be computed.</summary>
internal sealed class ReplayRepository : IDisposable
{
    public const string Model = "slow";

    /// <summary>One model.</summary>
    /// <param name="batchMs">How long each batch takes, whatever its size.</param>
    /// <param name="maxBatch">Requests of a batch, at most.</param>
    public ReplayRepository(int batchMs, int maxBatch)
        : this(new PlayedModel(Model, batchMs, maxBatch))
    {
    }

    public ReplayRepository(params IEnumerable<PlayedModel> models)
    {
        foreach (var model in models)
            Write(model);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("shepherd-replay-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void Write(PlayedModel model)
    {
        var version = Directory.CreateDirectory(Path.Combine(Root, model.Name, "1")).FullName;
        File.WriteAllText(Path.Combine(version, "config.yaml"), $$"""
            runtime: replay
            slo_ms: 120000
            max_batch: {{model.MaxBatch}}
            memory_mb: {{model.MemoryMb}}
            segments: 4
            inputs: [{name: x, datatype: UINT8, shape: [4]}]
            outputs: [{name: y, datatype: UINT8, shape: [4]}]
            replay: {latency_ms: {1: {{model.BatchMs}}, {{model.MaxBatch + 1}}: {{model.BatchMs + 1}} }, load_ms: {{model.LoadMs}} }

            """);
    }
}

/// <summary>A model that only takes its time.</summary>
/// <param name="Name">Of the model, and of its group.</param>
/// <param name="BatchMs">How long each batch takes, whatever its size.</param>
/// <param name="MaxBatch">Requests of a batch, at most.</param>
internal sealed record PlayedModel(string Name, int BatchMs, int MaxBatch)
{
    /// <summary>What loading takes.</summary>
    public int LoadMs { get; init; }

    /// <summary>What it takes of a device.</summary>
    public int MemoryMb { get; init; } = 1;
}
