using Confluent.Kafka;
using Shepherd.Client.Control;
using Shepherd.Core.HandOver;
using Shepherd.Planner.Plans;

namespace Shepherd.Planner.Leadership;

/// <summary>Walks a planner to the lead and out of it: does what <see cref="LeaderTerm"/> says. Called by the planning loop alone.</summary>
internal sealed partial class LeaderDuty(PlannerOptions options, PlanPublisher publisher, AdvertisedAddress advertised, TimeProvider clock, ILogger<LeaderDuty> logger)
{
    /// <summary>A broker that does not answer is asked again.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    private readonly LeaderTerm _term = new();
    private long? _deposedAt;
    private volatile object? _led;

    /// <summary>The term that it leads in; null: another leads, or nobody. Any thread.</summary>
    public long? Term => (long?)_led;

    /// <summary>Looks at election and log, and goes as far as it can.</summary>
    /// <param name="log">The plan topic.</param>
    /// <param name="isChosen">Whether the election wants it.</param>
    /// <param name="termFollowed">Greatest term that a worker says it follows.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The term that it leads in, or null.</returns>
    public async Task<long?> StepAsync(PlanLog log, bool isChosen, long termFollowed, CancellationToken stop)
    {
        Elect(isChosen);
        Look(log.View, termFollowed);
        try
        {
            if (_term.Phase == LeaderPhase.Reading)
            {
                await log.ReadToEndAsync(stop).WaitAsync(ReadTimeout, clock, stop);
                Look(log.View, termFollowed);
                _term.ReadToEnd();
            }

            if (_term.Phase == LeaderPhase.Claiming)
            {
                var claimBase = _term.ClaimBase;
                _term.Claimed(await publisher.ClaimAsync(claimBase, advertised.Url, stop), claimBase);
                Look(log.View, termFollowed);
            }
        }
        catch (Exception e) when (e is KafkaException or TimeoutException)
        {
            _term.BeginAnew();
            LogHeld(e.Message);
        }

        Tell();
        return _term.Term;
    }

    /// <summary>What became of a plan is not known: it claims anew, and so shuts it out unless it is in the log already.</summary>
    public void BeginAnew()
    {
        _term.BeginAnew();
        Tell();
    }

    private void Elect(bool isChosen)
    {
        if (!isChosen)
        {
            _term.Lost();
            return;
        }

        // The coordinator has had time for a word by then.
        if (_term.Phase != LeaderPhase.Deposed || (_deposedAt is { } at && clock.GetElapsedTime(at) > options.SessionTimeout))
            _term.Chosen();
    }

    private void Look(PlanLogView view, long termFollowed)
    {
        if (view.Claim is { } claim)
            _term.ReadClaim(claim.Offset, claim.Record.Base);
        _term.See(Math.Max(view.Epoch.Term, termFollowed));
        _deposedAt = _term.Phase == LeaderPhase.Deposed ? _deposedAt ?? clock.GetTimestamp() : null;
    }

    private void Tell()
    {
        var (before, now) = (Term, _term.Term);
        _led = now;
        if (now is { } term && before != now)
            LogLeads(options.Name, term);
        else if (before is { } ended && now is null)
            LogFollows(options.Name, ended, _term.Phase);
    }

    [LoggerMessage(1, LogLevel.Information, "Planner {Name} leads in term {Term}")]
    private partial void LogLeads(string name, long term);

    [LoggerMessage(2, LogLevel.Warning, "Planner {Name} leads no longer in term {Term}: {Phase}")]
    private partial void LogFollows(string name, long term, LeaderPhase phase);

    [LoggerMessage(3, LogLevel.Warning, "The plan topic does not answer; whoever led before it, workers go on under the running plan: {Reason}")]
    private partial void LogHeld(string reason);
}
