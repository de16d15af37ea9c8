using System.Globalization;

namespace Shepherd.GpuWorker.Models;

/// <summary>Reads a model repository: <c>root/model/version/config.yaml</c>, a version being a positive integer.</summary>
internal static class ModelRepository
{
    public const string ConfigFile = "config.yaml";

    /// <summary>Looks through the repository. A model at fault is refused with its reason; the others are found all the same.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such root.</exception>
    public static RepositoryScan Scan(string root)
    {
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"model repository {root}: no such directory; name one that holds <model>/<version>/{ConfigFile}");
        var models = new List<ModelDefinition>();
        var refused = new List<RefusedModel>();
        foreach (var directory in SubDirectories(root))
            ScanModel(directory, models, refused);
        return new RepositoryScan(models, refused);
    }

    private static void ScanModel(string directory, List<ModelDefinition> models, List<RefusedModel> refused)
    {
        var name = Path.GetFileName(directory);
        if (GroupNames.FindFault(name) is { } fault)
        {
            refused.Add(new RefusedModel(name, null, null, $"{directory}: {fault}; rename the directory"));
            return;
        }

        var versions = new List<(int Number, string Path)>();
        foreach (var path in SubDirectories(directory))
        {
            if (TryParseVersion(Path.GetFileName(path), out var number))
                versions.Add((number, path));
            else
                refused.Add(new RefusedModel(name, name, Path.GetFileName(path), $"{path}: a version is a positive integer such as 1; rename the directory"));
        }

        if (versions.Count == 0)
            refused.Add(new RefusedModel(name, name, null, $"{directory}: has no version; add {Path.Combine(directory, "1", ConfigFile)} and the model beside it"));
        foreach (var (number, path) in versions.OrderByDescending(version => version.Number))
            ScanVersion(name, number, path, models, refused);
    }

    private static void ScanVersion(string name, int number, string directory, List<ModelDefinition> models, List<RefusedModel> refused)
    {
        var file = Path.Combine(directory, ConfigFile);
        var faults = new ConfigFaults(file);
        string? group = null;
        if (ReadText(file, faults) is { } yaml)
        {
            (var config, group) = ConfigReader.Read(yaml, name, faults);
            if (config is not null)
            {
                models.Add(new ModelDefinition(name, number, directory, config));
                return;
            }
        }

        refused.Add(new RefusedModel(name, group ?? name, Path.GetFileName(directory), string.Join('\n', faults.Messages)));
    }

    internal static string? ReadText(string file, ConfigFaults faults)
    {
        try
        {
            if (!File.Exists(file))
                faults.Add("no such file", "describe the model there: slo_ms, max_batch, inputs, outputs");
            else if (new FileInfo(file).Length > ConfigReader.LengthMax)
                faults.Add($"has over {ConfigReader.LengthMax} bytes", "put the model's configuration there");
            else
                return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(fault.Message, "make it readable");
        }

        return null;
    }

    /// <summary>In ordinal order, hidden ones (editors', version control's) left out.</summary>
    internal static IEnumerable<string> SubDirectories(string directory) => Directory.GetDirectories(directory)
        .Where(path => !Path.GetFileName(path).StartsWith('.'))
        .Order(StringComparer.Ordinal);

    private static bool TryParseVersion(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0
        && number.ToString(CultureInfo.InvariantCulture) == text;
}
