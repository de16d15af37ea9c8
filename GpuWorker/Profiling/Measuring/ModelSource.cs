using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes.Onnx;

namespace Shepherd.GpuWorker.Profiling.Measuring;

/// <summary>A model as a user names it: by its name in the repository, its directory, a version's directory, or its file. Disposing it removes what was made for a file without a configuration.</summary>
/// <param name="definition">The model.</param>
/// <param name="scratch">Made for it; null where it has a configuration of its own.</param>
internal sealed class ModelSource(ModelDefinition definition, string? scratch) : IDisposable
{
    /// <summary>Promise of a model that makes none: long enough for any.</summary>
    private const int SloMs = 60_000;

    public ModelDefinition Definition => definition;

    /// <summary>It has a configuration, and so a place for its profile.</summary>
    public bool IsConfigured => scratch is null;

    /// <summary>Finds it.</summary>
    /// <param name="model">As given.</param>
    /// <param name="repository">Where names are looked up.</param>
    /// <param name="maxBatch">Requests per batch of a file without a configuration.</param>
    /// <exception cref="ArgumentException">There is none such, or its configuration is wrong; the message says what to do.</exception>
    public static ModelSource Find(string model, string repository, int maxBatch)
    {
        if (File.Exists(model))
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(model))!;
            return Path.GetFileName(model) == OnnxRuntime.ModelFile && HasConfig(folder) ? new ModelSource(Read(folder), null) : Describe(model, maxBatch);
        }

        foreach (var folder in (string[])[Path.GetFullPath(model), Path.Combine(Path.GetFullPath(repository), model)])
        {
            if (!Directory.Exists(folder))
                continue;
            if (HasConfig(folder))
                return new ModelSource(Read(folder), null);
            if (Versions(folder).Where(HasConfig).MaxBy(v => int.Parse(Path.GetFileName(v), CultureInfo.InvariantCulture)) is { } newest)
                return new ModelSource(Read(newest), null);
        }

        var known = Directory.Exists(repository) ? string.Join(", ", ModelRepository.SubDirectories(repository).Select(Path.GetFileName)) : "";
        throw new ArgumentException($"model '{model}': there is none such; give a name in {repository} ({known}), a directory with {ModelRepository.ConfigFile}, or a model.onnx");
    }

    public void Dispose()
    {
        if (scratch is not null)
            Directory.Delete(scratch, recursive: true);
    }

    private static bool HasConfig(string folder) => File.Exists(Path.Combine(folder, ModelRepository.ConfigFile));

    private static IEnumerable<string> Versions(string folder) => ModelRepository.SubDirectories(folder).Where(v => int.TryParse(Path.GetFileName(v), NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static ModelDefinition Read(string folder)
    {
        var isVersion = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var name = Path.GetFileName(isVersion ? Path.GetDirectoryName(folder) : folder)!;
        return Read(folder, name, isVersion ? version : 1);
    }

    private static ModelDefinition Read(string folder, string name, int version)
    {
        var file = Path.Combine(folder, ModelRepository.ConfigFile);
        var faults = new ConfigFaults(file);
        var config = ModelRepository.ReadText(file, faults) is { } yaml ? ConfigReader.Read(yaml, name, faults).Config : null;
        return config is null ? throw new ArgumentException(string.Join('\n', faults.Messages)) : new ModelDefinition(name, version, folder, config);
    }

    /// <summary>Makes a configuration of what the graph says.</summary>
    private static ModelSource Describe(string file, int maxBatch)
    {
        var scratch = Directory.CreateTempSubdirectory("shepherd-profile-").FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(scratch, OnnxRuntime.ModelFile), Path.GetFullPath(file));
            File.WriteAllText(Path.Combine(scratch, ModelRepository.ConfigFile), Config(file, maxBatch));
            var name = Path.GetFileNameWithoutExtension(file);
            return new ModelSource(Read(scratch, name == "model" ? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))! : name, 1), scratch);
        }
        catch
        {
            Directory.Delete(scratch, recursive: true);
            throw;
        }
    }

    private static string Config(string file, int maxBatch)
    {
        try
        {
            using var session = new InferenceSession(file);
            // A graph of a fixed batch takes that and no other, which one request stands for where it is 1.
            var isFixed = session.InputMetadata.Values.Any(m => m.Dimensions is [1, ..]);
            var text = new StringBuilder(FormattableString.Invariant($"slo_ms: {SloMs}\nmax_batch: {(isFixed ? 1 : maxBatch)}\n"));
            Append(text, "inputs", session.InputMetadata);
            Append(text, "outputs", session.OutputMetadata);
            return text.ToString();
        }
        catch (OnnxRuntimeException fault)
        {
            throw new ArgumentException($"{file}: ONNX Runtime refuses it: {fault.Message} Give another file, or a directory with {ModelRepository.ConfigFile}", fault);
        }
    }

    private static void Append(StringBuilder text, string key, IReadOnlyDictionary<string, NodeMetadata> tensors)
    {
        text.Append(CultureInfo.InvariantCulture, $"{key}:\n");
        foreach (var (name, tensor) in tensors)
            text.Append(CultureInfo.InvariantCulture, $"  - {{name: \"{name}\", datatype: {OnnxDatatypes.Describe(tensor.ElementDataType)}, shape: [{string.Join(", ", tensor.Dimensions.Skip(1))}]}}\n");
    }
}
