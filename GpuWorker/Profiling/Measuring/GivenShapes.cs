using System.Globalization;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Profiling.Measuring;

/// <summary>Requests of the shapes that are to be measured.</summary>
internal static class GivenShapes
{
    /// <summary>One request per shape bucket, in the given order; without any given, those that a worker measures.</summary>
    /// <param name="model">The model.</param>
    /// <param name="given">Each <c>name=3x640x640[,other=…]</c>, the batch axis left out; the name may be left out where there is one input.</param>
    /// <exception cref="ArgumentException">One is none of the model's; the message says what it takes.</exception>
    public static IReadOnlyList<InferenceRequest> Requests(ILoadedModel model, IReadOnlyList<string> given)
    {
        var config = model.Definition.Config;
        if (given.Count == 0)
        {
            if (config.Inputs.Any(i => i.Axes.Any(a => a.IsFree && a.Buckets.Count == 0 && a.Max == ShapeReader.ExtentMax)))
                throw new ArgumentException($"model '{model.Definition.Name}' leaves axes free ({Free(config)}); give --shapes, for example --shapes {Example(config)}");
            return [.. ModelProfiler.Shapes(model)];
        }

        return [.. given.Select(text => Request(model.Definition, text)).DistinctBy(model.BucketOf)];
    }

    /// <summary>A request of one such shape.</summary>
    /// <exception cref="ArgumentException">It is none of the model's; the message says what it takes.</exception>
    public static InferenceRequest Request(ModelDefinition model, string text)
    {
        var config = model.Config;
        var extents = config.Inputs.Select(i => i.SmallestExtents()).ToArray();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, shape) = part.Split('=', 2) is [var before, var after] ? (before, after) : (config.Inputs.Count == 1 ? config.Inputs[0].Name : "", part);
            var input = config.Inputs.ToList().FindIndex(i => i.Name == name);
            if (input < 0)
                throw new ArgumentException($"--shapes {text}: there is no input '{name}'; there are {string.Join(", ", config.Inputs.Select(i => i.Name))}, for example {Example(config)}");
            if (TryParse(shape) is not { } parsed || parsed.Length != extents[input].Length)
                throw new ArgumentException($"--shapes {text}: '{shape}' has not the {extents[input].Length} extents of input '{name}', the batch axis left out, for example {Example(config)}");
            extents[input] = parsed;
        }

        var request = WarmUpRequests.Blank(config, new WarmUpRun(1, extents));
        return new RequestContract(model).FindFault(request) is { } fault ? throw new ArgumentException($"--shapes {text}: {fault}") : request;
    }

    private static long[]? TryParse(string shape)
    {
        var extents = new List<long>();
        foreach (var part in shape.Split('x'))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var extent) || extent is < 1 or > int.MaxValue)
                return null;
            extents.Add(extent);
        }

        return [.. extents];
    }

    private static string Free(ModelConfig config) => string.Join(", ", config.Inputs.Select(i => $"{i.Name}: [{string.Join(", ", i.Axes.Select(a => a.Extent))}]"));

    private static string Example(ModelConfig config) => string.Join(',', config.Inputs.Select(i => $"{i.Name}={string.Join('x', i.Axes.Select(a => a.IsFree ? 64 : a.Extent))}"));
}
