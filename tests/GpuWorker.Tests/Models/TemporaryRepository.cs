using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes.Onnx;

namespace Shepherd.GpuWorker.Tests.Models;

internal sealed class TemporaryRepository : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("shepherd-models-").FullName;

    public string Add(string model, string version, string? yaml = null, byte[]? onnx = null)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Root, model, version)).FullName;
        if (yaml is not null)
            File.WriteAllText(Path.Combine(directory, ModelRepository.ConfigFile), yaml);
        if (onnx is not null)
            File.WriteAllBytes(Path.Combine(directory, OnnxRuntime.ModelFile), onnx);
        return directory;
    }

    public RepositoryScan Scan() => ModelRepository.Scan(Root);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
