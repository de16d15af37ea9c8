using System.Globalization;

namespace Shepherd.Kafka.Tests.Telemetry;

/// <summary>A repository of models that only take their time, so that tests know what happens without any weights.</summary>
internal sealed class ReplayRepository : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("shepherd-replay-").FullName;

    /// <param name="name">Of the model and its group.</param>
    /// <param name="batchMs">What a batch takes, of whatever size.</param>
    /// <param name="maxBatch">Largest batch.</param>
    /// <param name="segments">Pieces between which it can be suspended; 1: none.</param>
    public ReplayRepository Add(string name, int batchMs, int maxBatch = 4, int segments = 1)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, name, "1")).FullName;
        var latency = string.Create(CultureInfo.InvariantCulture, $"{{1: {batchMs}, {Math.Max(2, maxBatch)}: {batchMs + 1}}}");
        File.WriteAllText(Path.Combine(folder, "config.yaml"), $$"""
            runtime: replay
            slo_ms: 60000
            max_batch: {{maxBatch}}
            {{(segments > 1 ? $"segments: {segments}" : "")}}
            replay: {latency_ms: {{latency}}, state_kb: 1}
            inputs: [{name: x, datatype: FP32, shape: [2]}]
            outputs: [{name: y, datatype: FP32, shape: [2]}]
            """);
        return this;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
