using System.Globalization;
using System.Text;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling.Files;

namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>
/// What lies in a repository, by names, lengths and times: nothing is read. Looking again and again finds changes on every file system; notifications do not cross a network mount, and come
/// from the middle of a copy where they do.
/// </summary>
internal static class RepositoryFiles
{
    /// <summary>A stamp of each version's directory, and of each model's that has none, by path. A changed file changes its version's stamp.</summary>
    /// <exception cref="IOException">The repository is not there, or something vanished while it was looked at: look again.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IReadOnlyDictionary<string, string> Look(string root)
    {
        var stamps = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var model in ModelRepository.SubDirectories(root))
        {
            stamps[model] = "";
            foreach (var version in ModelRepository.SubDirectories(model))
                stamps[version] = StampOrFault(version);
        }

        return stamps;
    }

    /// <summary>What a loaded version depends on: its files, and all that its configuration says but how many requests it gets. Read where that is to be compared.</summary>
    public static string Content(ModelDefinition definition)
    {
        var lines = File.ReadAllLines(Path.Combine(definition.Directory, ModelRepository.ConfigFile));
        return $"{Stamp(definition.Directory, name => name != ModelRepository.ConfigFile)}\n{string.Join('\n', lines.Where(l => !l.StartsWith(ConfigReader.CanaryKey, StringComparison.Ordinal)))}";
    }

    /// <summary>Bytes of a version's files besides its configuration: its weights, however they are split.</summary>
    public static long WeightBytes(string directory) =>
        Files(directory).Where(IsWeight).Sum(f => f.Info.Length);

    /// <summary>Those files by name and path, in the order of their names.</summary>
    public static IReadOnlyList<(string Name, string Path)> Weights(string directory) =>
        [.. Files(directory).Where(IsWeight).OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => (f.Name, f.Info.FullName))];

    private static bool IsWeight((string Name, FileInfo Info) file) => file.Name != ModelRepository.ConfigFile;

    /// <summary>A version that may not be read is refused for that; the others are followed all the same.</summary>
    private static string StampOrFault(string directory)
    {
        try
        {
            return Stamp(directory, _ => true);
        }
        catch (UnauthorizedAccessException fault)
        {
            return fault.Message;
        }
    }

    private static string Stamp(string directory, Func<string, bool> counts)
    {
        var stamp = new StringBuilder();
        foreach (var (name, info) in Files(directory).Where(f => counts(f.Name)).OrderBy(f => f.Name, StringComparer.Ordinal))
            stamp.Append(CultureInfo.InvariantCulture, $"{name}|{info.FullName}|{info.Length}|{info.LastWriteTimeUtc.Ticks};");
        return stamp.ToString();
    }

    /// <summary>A measured profile is no part of a version: writing one loads nothing anew. Hidden ones are left out: tools that copy keep what they have not finished under such names. A link counts as what it leads to, as whole volumes are swapped by one.</summary>
    private static IEnumerable<(string Name, FileInfo Info)> Files(string directory) =>
        from path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(directory, path)
        where name != ProfileFile.Name && !name.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'))
        let info = new FileInfo(path)
        select (name, info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info);
}
