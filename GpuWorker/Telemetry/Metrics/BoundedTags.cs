using System.Collections.Concurrent;

namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>Label sets by a name that may come from outside (a reply topic, a tenant): the first so many have their own, the rest share one.</summary>
/// <param name="build">Makes the set of a name.</param>
internal sealed class BoundedTags<T>(Func<string, T> build)
{
    /// <summary>More series than this help nobody and cost every scrape.</summary>
    public const int NamesMax = 64;

    private readonly ConcurrentDictionary<string, T> _tags = new(StringComparer.Ordinal);
    private readonly T _other = build(MetricNames.Other);
    private int _names;

    public T this[string name]
    {
        get
        {
            if (_tags.TryGetValue(name, out var tags))
                return tags;
            return Interlocked.Increment(ref _names) <= NamesMax ? _tags.GetOrAdd(name, build) : _other;
        }
    }
}
