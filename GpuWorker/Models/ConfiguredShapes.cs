namespace Shepherd.GpuWorker.Models;

/// <summary>Shapes that a model's <c>config.yaml</c> warms it up with: those that its author takes for usual.</summary>
public static class ConfiguredShapes
{
    /// <summary>Of the file beside a model.</summary>
    /// <param name="modelPath">The model's file.</param>
    /// <returns>The file and the extents of each input, the batch axis not counted: of the first warm-up run, or the smallest (of buckets, the smallest bucket) where the file names none; null where there is no such file.</returns>
    /// <exception cref="ArgumentException">The file is faulty; the message has all faults with their lines.</exception>
    public static (string Path, IReadOnlyList<(string Input, IReadOnlyList<long> Extents)> Shapes)? Beside(string modelPath)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        var path = Path.Combine(Path.GetDirectoryName(modelPath) ?? "", ModelRepository.ConfigFile);
        if (!File.Exists(path))
            return null;
        var faults = new ConfigFaults(path);
        var config = ModelRepository.ReadText(path, faults) is { } yaml ? ConfigReader.Read(yaml, Path.GetFileName(Path.GetDirectoryName(directory)) ?? "", faults).Config : null;
        if (config is null)
            throw new ArgumentException(string.Join("; ", faults.Messages));
        var run = config.WarmUp.FirstOrDefault();
        return (path, [.. config.Inputs.Select((input, i) => (input.Name, Pad(input, run?.Extents[i] ?? input.SmallestExtents())))]);
    }

    private static IReadOnlyList<long> Pad(InputConfig input, long[] extents) => [.. extents.Select((extent, axis) => input.Axes[axis].Padded(extent))];
}
