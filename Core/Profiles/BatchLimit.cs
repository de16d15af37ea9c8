namespace Shepherd.Core.Profiles;

/// <summary>
/// The largest batch worth running, by what ran: a size above the limit never runs, so that a limit that was measured on a busy machine would stand for ever. Now and then a few batches of up to twice the limit are let
/// through; where they took no longer per request, the limit rises.
/// </summary>
internal sealed class BatchLimit
{
    /// <summary>Larger batches of a trial: one alone may have met a disturbance.</summary>
    private const int TrialRuns = 4;

    /// <summary>Full batches before the first trial: where larger ones take twice as long per request, it costs 6 % of the time.</summary>
    private const int PauseMin = 128;

    /// <summary>Trials that fail are made less and less often, down to 0.2 % of the time.</summary>
    private const int PauseMax = 4096;

    /// <summary>Weight of the newest run in the mean.</summary>
    private const double Newest = 1.0 / 8;

    private readonly int _maxBatch;
    private int _limit;
    private int _pause = PauseMin;
    private int _runs;
    private int _trials;
    private double _perRequestNs;
    private double _trialNs;

    /// <param name="first">By the profile.</param>
    /// <param name="maxBatch">What the model takes.</param>
    public BatchLimit(int first, int maxBatch) => (_limit, _maxBatch) = (Math.Min(first, maxBatch), maxBatch);

    /// <summary>Requests of a batch, at most.</summary>
    public int Value => IsTrying ? (int)Math.Min(2L * _limit, _maxBatch) : _limit;

    private bool IsTrying => _limit < _maxBatch && _runs >= _pause;

    /// <summary>A batch ran.</summary>
    /// <param name="batch">Its requests.</param>
    /// <param name="durationNs">How long.</param>
    public void Observe(int batch, long durationNs)
    {
        var perRequestNs = (double)durationNs / batch;
        if (batch == _limit)
        {
            _perRequestNs = _runs == 0 ? perRequestNs : _perRequestNs + (Newest * (perRequestNs - _perRequestNs));
            _runs = Math.Min(_runs + 1, PauseMax);
        }
        else if (batch > _limit && IsTrying)
        {
            _trialNs += perRequestNs / TrialRuns;
            if (++_trials == TrialRuns)
                Decide();
        }
    }

    private void Decide()
    {
        if (_trialNs <= LatencyLimits.BatchSlackMax * _perRequestNs)
            (_limit, _pause) = (Value, PauseMin);
        else
            _pause = Math.Min(2 * _pause, PauseMax);
        (_runs, _trials, _trialNs) = (0, 0, 0);
    }
}
