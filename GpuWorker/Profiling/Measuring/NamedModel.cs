using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes.Onnx;

namespace Shepherd.GpuWorker.Profiling.Measuring;

/// <summary>The ONNX file of a model that has a configuration.</summary>
/// <param name="File">Its path.</param>
/// <param name="Shapes">Shapes that a worker cuts it at, batch axis first, <c>name=1x3x48x320</c>.</param>
public sealed record NamedModel(string File, IReadOnlyList<string> Shapes)
{
    /// <summary>Finds one.</summary>
    /// <param name="model">Its name in the repository, its directory, or a version's.</param>
    /// <param name="repository">Where names are looked up.</param>
    /// <exception cref="ArgumentException">There is none such, or it is no ONNX model; the message says what to do.</exception>
    public static NamedModel Find(string model, string repository)
    {
        using var source = ModelSource.Find(model, repository, ProfileRequest.FileMaxBatch);
        var definition = source.Definition;
        if (definition.Config.Runtime != ConfigReader.DefaultRuntime)
            throw new ArgumentException($"model '{definition.Name}' has runtime '{definition.Config.Runtime}'; {ConfigReader.DefaultRuntime} models are cut");
        var file = Path.Combine(definition.Directory, OnnxRuntime.ModelFile);
        if (!System.IO.File.Exists(file))
            throw new ArgumentException($"model '{definition.Name}': there is no {file}; put the model there");
        return new NamedModel(file, [.. SegmentShapes.Of(definition.Config).Select(s => $"{s.Name}={string.Join('x', s.Dims)}")]);
    }
}
