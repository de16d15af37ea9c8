namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>A model repository made for one test out of the real one.</summary>
internal sealed class ScratchRepository : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("shepherd-models-").FullName;

    /// <summary>Copies a real model, under another name, its configuration changed.</summary>
    public void Add(string model, string name, Func<string, string>? configure = null, byte[]? weights = null)
    {
        var source = Path.Combine(PipelineFixture.Models, model, "1");
        var target = Directory.CreateDirectory(Path.Combine(Root, name, "1")).FullName;
        var config = File.ReadAllText(Path.Combine(source, "config.yaml"));
        File.WriteAllText(Path.Combine(target, "config.yaml"), configure?.Invoke(config) ?? config);
        if (weights is null)
            File.Copy(Path.Combine(source, "model.onnx"), Path.Combine(target, "model.onnx"));
        else
            File.WriteAllBytes(Path.Combine(target, "model.onnx"), weights);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
