using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Onnx;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Runtimes.Onnx;

/// <summary>The repository's own models, loaded once; tests skip where their weights were not fetched.</summary>
public sealed class RealModels : IDisposable
{
    public const string Detection = "ppocr-detection";
    public const string Angle = "ppocr-angle";
    public const string Recognition = "ppocr-recognition";

    private readonly Dictionary<string, ILoadedModel> _loaded = [];

    public static string Root { get; } = Path.Combine(FindRepository(), "models");

    public void Dispose()
    {
        foreach (var model in _loaded.Values)
            model.Dispose();
    }

    internal ILoadedModel Get(string name)
    {
        if (_loaded.TryGetValue(name, out var model))
            return model;
        var definition = ModelRepository.Scan(Root).Models.First(candidate => candidate.Name == name);
        Skip.IfNot(File.Exists(Path.Combine(definition.Directory, OnnxRuntime.ModelFile)), "the weights are not there: run eng/models.sh");
        // Whole, whatever is configured: tests must not fill the user's cache.
        return _loaded[name] = new OnnxRuntime().Load(definition with { Config = definition.Config with { Segments = 1 } }, new LaneOptions());
    }

    /// <summary>A picture of blocks and noise from a seed: something for the models to react to.</summary>
    internal static InferenceRequest Picture(int height, int width, int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[height * width * 3];
        Array.Fill(pixels, (byte)230);
        for (var block = 0; block < width / 12; block++)
        {
            var left = random.Next(width - 4);
            var top = random.Next(height / 2);
            for (var y = top; y < Math.Min(height, top + 3 + height / 3); y++)
                pixels.AsSpan((y * width + left) * 3, 3 * Math.Min(3, width - left)).Fill((byte)random.Next(60));
        }

        for (var i = 0; i < pixels.Length; i += 7)
            pixels[i] = (byte)(pixels[i] + random.Next(20));
        return new InferenceRequest($"{seed}", "", [new Tensor("x", TensorDatatype.UInt8, [1, height, width, 3], pixels)]);
    }

    private static string FindRepository()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Shepherd.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("no Shepherd.sln above the tests");
        return directory;
    }
}
