namespace Shepherd.GpuWorker.Driving.Isolation;

/// <summary>
/// Tells a model that is broken on a lane from requests that are at fault: of those, others run well between them. Broken is one of which nothing ran since <see cref="BatchesMin"/> batches and
/// <see cref="RequestsMin"/> requests; the next that runs well ends it. In the driver's steps only.
/// </summary>
/// <param name="changed">Told of a model and lane: broken and by what, or null when it runs again.</param>
internal sealed class FailureWatch(Action<int, int, string?> changed)
{
    /// <summary>Batches of which every request failed, one after the other: one or two may be all bad ones.</summary>
    public const int BatchesMin = 3;

    /// <summary>Requests that failed alone, one after the other: at low load three batches may be three requests of one producer that is at fault.</summary>
    public const int RequestsMin = 32;

    private readonly Dictionary<(int Model, int Lane), Streak> _streaks = [];

    public bool IsBroken(int model, int lane) => _streaks.TryGetValue((model, lane), out var streak) && streak.IsBroken;

    /// <summary>Why, in words for the outcome of a request that was not tried alone.</summary>
    public string Explain(int model, int lane, string name)
    {
        var streak = _streaks[(model, lane)];
        return $"model '{name}' fails whatever it is given on lane {lane}, {streak.Requests} requests in a row, so this one failed with its batch; the last said: {streak.Reason}";
    }

    /// <summary>Requests ran well.</summary>
    public void Succeeded(int model, int lane)
    {
        if (_streaks.Count > 0 && _streaks.Remove((model, lane), out var streak) && streak.IsBroken)
            changed(model, lane, null);
    }

    /// <summary>A request failed alone.</summary>
    public void Failed(int model, int lane, Exception failure)
    {
        if (!_streaks.TryGetValue((model, lane), out var streak))
            _streaks.Add((model, lane), streak = new Streak());
        streak.Requests++;
        streak.Reason = failure.Message;
    }

    /// <summary>A batch ended of which no request ran well, and at least one failed alone.</summary>
    public void BatchFailed(int model, int lane)
    {
        var streak = _streaks[(model, lane)];
        streak.Batches++;
        if (streak.IsBroken || streak.Batches < BatchesMin || streak.Requests < RequestsMin)
            return;
        streak.IsBroken = true;
        changed(model, lane, streak.Reason);
    }

    /// <summary>The lane's number may be another's next.</summary>
    public void Forget(int lane)
    {
        foreach (var (key, streak) in _streaks.Where(s => s.Key.Lane == lane).ToList())
        {
            _streaks.Remove(key);
            if (streak.IsBroken)
                changed(key.Model, lane, null);
        }
    }

    private sealed class Streak
    {
        public int Batches { get; set; }

        public long Requests { get; set; }

        public string Reason { get; set; } = "";

        public bool IsBroken { get; set; }
    }
}
