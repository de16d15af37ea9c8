namespace Shepherd.Core.HandOver;

/// <summary>
/// A planner's way to lead: chosen by the election, it reads the plan topic to its end, writes a claim, reads until it sees that claim, and leads in the term that it began. A newer claim, or an election that goes against it, ends that at
/// once. So does a plan whose fate is not known: it may come into the log later, and only a further claim shuts it out. Single-threaded.
/// </summary>
public sealed class LeaderTerm
{
    private long _seen = -1;
    private long _read = -1;
    private long _own = -1;
    private long _before = -1;

    /// <summary>What it does.</summary>
    public LeaderPhase Phase { get; private set; }

    /// <summary>The term that it leads in; null: it does not lead.</summary>
    public long? Term => Phase == LeaderPhase.Leading ? _own : null;

    /// <summary>What its next claim adds to the offset: 0 unless the topic was made anew, so that terms never go back.</summary>
    public long ClaimBase { get; private set; }

    /// <summary>The election chose it, or still does so some time after it was deposed.</summary>
    public void Chosen() => Phase = Phase is LeaderPhase.Following or LeaderPhase.Deposed ? LeaderPhase.Reading : Phase;

    /// <summary>The election chose another, or cannot say.</summary>
    public void Lost() => Phase = LeaderPhase.Following;

    /// <summary>The fate of a claim or plan that it wrote is not known: it begins anew.</summary>
    public void BeginAnew() => Phase = Phase is LeaderPhase.Following or LeaderPhase.Deposed ? Phase : LeaderPhase.Reading;

    /// <summary>The plan topic is read to its end: a claim is due.</summary>
    public void ReadToEnd()
    {
        if (Phase == LeaderPhase.Reading)
            (Phase, _before) = (LeaderPhase.Claiming, Math.Max(_read, _seen));
    }

    /// <summary>Its claim was acknowledged.</summary>
    /// <param name="offset">Where it lies.</param>
    /// <param name="claimBase">The base that it was written with.</param>
    public void Claimed(long offset, long claimBase)
    {
        if (Phase != LeaderPhase.Claiming)
            return;
        (Phase, _own) = (LeaderPhase.Awaiting, claimBase + offset);
        // The topic was made anew, and its offsets begin at 0 again: nobody who knew the old one listens to so low a term.
        if (_own <= _before)
            (Phase, ClaimBase) = (LeaderPhase.Reading, _before + 1);
        Settle();
    }

    /// <summary>A claim was read, whether or not it counts.</summary>
    /// <param name="offset">Where it lies.</param>
    /// <param name="claimBase">Its base.</param>
    public void ReadClaim(long offset, long claimBase)
    {
        ClaimBase = Math.Max(ClaimBase, claimBase);
        _read = Math.Max(_read, claimBase + offset);
        Settle();
    }

    /// <summary>A plan of a term was read, or a worker follows one. A greater term than its own without a claim is of a topic that was deleted since: whoever knows it takes no notice of a lesser one.</summary>
    public void See(long term)
    {
        _seen = Math.Max(_seen, term);
        Settle();
    }

    private void Settle()
    {
        if (Phase is not (LeaderPhase.Awaiting or LeaderPhase.Leading))
            return;
        if (_read > _own)
            Phase = LeaderPhase.Deposed;
        else if (_seen > _own)
            (Phase, ClaimBase) = (LeaderPhase.Reading, _seen + 1);
        else if (_read == _own)
            Phase = LeaderPhase.Leading;
    }
}

/// <summary>Where a planner is on its way to lead.</summary>
public enum LeaderPhase
{
    /// <summary>The election chose another, or nobody yet.</summary>
    Following,

    /// <summary>Chosen: it reads the plan topic to its end.</summary>
    Reading,

    /// <summary>It writes its claim.</summary>
    Claiming,

    /// <summary>It reads until it sees its claim.</summary>
    Awaiting,

    /// <summary>It leads.</summary>
    Leading,

    /// <summary>Another has claimed since. It claims again only after a while, should the election still name it: two that both think they are chosen would depose each other for ever.</summary>
    Deposed,
}
