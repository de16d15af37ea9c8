namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>Tells what has stopped changing from what is being copied: a directory counts as it is once it looked the same for a while.</summary>
/// <param name="settle">How long.</param>
/// <param name="time">What time it is.</param>
internal sealed class SettledFiles(TimeSpan settle, TimeProvider time)
{
    private readonly Dictionary<string, (string? Stamp, long Since)> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _settled = new(StringComparer.Ordinal);

    /// <summary>Takes a first look as it is: at the start there is nothing that could serve on meanwhile.</summary>
    public void Begin(IReadOnlyDictionary<string, string> stamps)
    {
        foreach (var (path, stamp) in stamps)
            (_seen[path], _settled[path]) = ((stamp, time.GetTimestamp()), stamp);
    }

    /// <summary>Takes a look.</summary>
    /// <returns>Directories that have come, changed or gone for good since the last look that said so.</returns>
    public IReadOnlySet<string> Take(IReadOnlyDictionary<string, string> stamps)
    {
        var (changed, now) = (new HashSet<string>(StringComparer.Ordinal), time.GetTimestamp());
        foreach (var path in stamps.Keys.Concat(_seen.Keys).Distinct(StringComparer.Ordinal).ToList())
        {
            var stamp = stamps.GetValueOrDefault(path);
            if (!_seen.TryGetValue(path, out var seen) || seen.Stamp != stamp)
                _seen[path] = (stamp, now);
            else if (stamp != _settled.GetValueOrDefault(path) && time.GetElapsedTime(seen.Since, now) >= settle)
                Settle(path, stamp, changed);
        }

        return changed;
    }

    /// <summary>True while a directory is not as it last settled.</summary>
    public bool IsChanging(string path) => _seen.TryGetValue(path, out var seen) && seen.Stamp != _settled.GetValueOrDefault(path);

    private void Settle(string path, string? stamp, HashSet<string> changed)
    {
        changed.Add(path);
        if (stamp is not null)
        {
            _settled[path] = stamp;
            return;
        }

        _settled.Remove(path);
        _seen.Remove(path);
    }
}
