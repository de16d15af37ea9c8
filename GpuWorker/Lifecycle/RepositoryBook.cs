using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>What is known of the repository: what had stopped changing when it was read. A version that is being copied is known as it was before.</summary>
/// <param name="root">The repository.</param>
/// <param name="files">Tells what is changing.</param>
internal sealed class RepositoryBook(string root, SettledFiles files)
{
    /// <summary>Something settled, and could not be read yet.</summary>
    private bool _isStale;

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, KnownModel> Models { get; private set; } = new SortedDictionary<string, KnownModel>(StringComparer.Ordinal);

    /// <summary>Takes the repository as it is now.</summary>
    /// <exception cref="IOException">It cannot be read; what was known stands.</exception>
    public void Begin()
    {
        Read(ModelRepository.Scan(root), _ => false);
        files.Begin(RepositoryFiles.Look(root));
    }

    /// <summary>Looks whether anything has changed for good, and reads it then.</summary>
    /// <returns>Whether anything had.</returns>
    /// <exception cref="IOException">It cannot be read; what was known stands.</exception>
    public bool Look()
    {
        _isStale |= files.Take(RepositoryFiles.Look(root)).Count > 0;
        if (!_isStale)
            return false;
        Read(ModelRepository.Scan(root), files.IsChanging);
        _isStale = false;
        return true;
    }

    private void Read(RepositoryScan scan, Func<string, bool> isChanging)
    {
        var models = new SortedDictionary<string, KnownModel>(StringComparer.Ordinal);
        var before = Models;
        foreach (var name in scan.Models.Select(m => m.Name).Concat(scan.Refused.Select(r => r.Name)).Concat(before.Keys).Distinct(StringComparer.Ordinal))
        {
            var known = before.GetValueOrDefault(name);
            bool IsChanging(string? version) => isChanging(version is null ? Path.Combine(root, name) : Path.Combine(root, name, version));
            var versions = scan.Models.Where(m => m.Name == name && !IsChanging(Path.GetFileName(m.Directory))).Select(m => Know(m, known))
                .Concat((known?.Versions ?? []).Where(v => IsChanging(Path.GetFileName(v.Definition.Directory))))
                .OrderByDescending(v => v.Number).ToList();
            var refused = scan.Refused.Where(r => r.Name == name && !IsChanging(r.Version))
                .Concat((known?.Refused ?? []).Where(r => IsChanging(r.Version))).ToList();
            if (versions.Count + refused.Count > 0)
                models[name] = new KnownModel(name, versions.Count > 0 ? versions[0].Definition.Config.Group : refused[0].Group, versions, refused);
        }

        Models = models;
    }

    private static KnownVersion Know(ModelDefinition definition, KnownModel? before)
    {
        var content = RepositoryFiles.Content(definition);
        return before?.Find(definition.Version) is { } known && known.Content == content
            ? known with { Definition = definition }
            : new KnownVersion(definition, content, MemoryFigure.Expect(definition));
    }
}
