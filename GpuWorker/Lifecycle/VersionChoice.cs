namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>Which versions of a model serve, of those that can.</summary>
/// <param name="Main">Version that most requests get.</param>
/// <param name="Canary">Version that a share gets; null without one.</param>
/// <param name="Percent">That share.</param>
internal sealed record VersionChoice(int Main, int? Canary, int Percent)
{
    /// <summary>
    /// The newest one; where that is a canary, the newest before it that is none takes the rest, or the one before it where all are. A canary that is alone serves all: there is nobody else.
    /// </summary>
    /// <param name="newestFirst">Versions that can be served, with the canary's share of those that are one.</param>
    /// <returns>Null when there is none.</returns>
    public static VersionChoice? Of(IReadOnlyList<(int Version, int? CanaryPercent)> newestFirst)
    {
        if (newestFirst.Count == 0)
            return null;
        var newest = newestFirst[0];
        if (newest.CanaryPercent is not { } percent || newestFirst.Count == 1)
            return new VersionChoice(newest.Version, null, 0);
        var rest = newestFirst.Skip(1).ToList();
        var main = rest.Exists(v => v.CanaryPercent is null) ? rest.First(v => v.CanaryPercent is null) : rest[0];
        return new VersionChoice(main.Version, newest.Version, percent);
    }

    public IEnumerable<int> Versions => Canary is { } canary ? [Main, canary] : [Main];
}
