namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>A model repository made for one test out of the real one.</summary>
internal sealed class ScratchRepository : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("shepherd-models-").FullName;

    /// <summary>Copies a real model, under another name, its configuration changed.</summary>
    public void Add(string model, string name, Func<string, string>? configure = null, byte[]? weights = null, int version = 1)
    {
        var source = Path.Combine(PipelineFixture.Models, model, "1");
        var target = Directory.CreateDirectory(Path.Combine(Root, name, $"{version}")).FullName;
        var config = File.ReadAllText(Path.Combine(source, "config.yaml"));
        File.WriteAllText(Path.Combine(target, "config.yaml"), configure?.Invoke(config) ?? config);
        if (weights is null)
            File.Copy(Path.Combine(source, "model.onnx"), Path.Combine(target, "model.onnx"));
        else
            File.WriteAllBytes(Path.Combine(target, "model.onnx"), weights);
    }

    /// <summary>A model that takes a millisecond.</summary>
    public void Play(string name, int version, Func<string, string>? configure = null)
    {
        const string config = """
            runtime: replay
            slo_ms: 60000
            max_batch: 4
            replay: {latency_ms: {1: 1, 4: 2}}
            inputs: [{name: x, datatype: FP32, shape: [1]}]
            outputs: [{name: y, datatype: FP32, shape: [1]}]
            """;
        var target = Directory.CreateDirectory(Path.Combine(Root, name, $"{version}")).FullName;
        File.WriteAllText(Path.Combine(target, "config.yaml"), configure?.Invoke(config) ?? config);
    }

    /// <summary>Takes a version away, or the whole model.</summary>
    public void Remove(string name, int? version = null) => Directory.Delete(version is null ? Path.Combine(Root, name) : Path.Combine(Root, name, $"{version}"), recursive: true);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
