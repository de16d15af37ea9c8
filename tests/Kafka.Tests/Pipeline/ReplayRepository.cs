namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>A repository with one replayed model, for tests that need time to pass on devices and nothing to be computed.</summary>
internal sealed class ReplayRepository : IDisposable
{
    public const string Model = "slow";

    /// <param name="batchMs">How long each batch takes, whatever its size.</param>
    /// <param name="maxBatch">Requests of a batch, at most.</param>
    public ReplayRepository(int batchMs, int maxBatch)
    {
        var version = Directory.CreateDirectory(Path.Combine(Root, Model, "1")).FullName;
        File.WriteAllText(Path.Combine(version, "config.yaml"), $$"""
            runtime: replay
            slo_ms: 120000
            max_batch: {{maxBatch}}
            segments: 4
            inputs: [{name: x, datatype: UINT8, shape: [4]}]
            outputs: [{name: y, datatype: UINT8, shape: [4]}]
            replay: {latency_ms: {1: {{batchMs}}, {{maxBatch + 1}}: {{batchMs + 1}} } }

            """);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("shepherd-replay-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
