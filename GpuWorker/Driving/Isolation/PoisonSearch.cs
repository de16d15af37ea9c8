namespace Shepherd.GpuWorker.Driving.Isolation;

/// <summary>
/// Finds which requests fail a batch: its halves run, and the halves of those that fail, until each request that fails has failed alone. With k of n at fault that takes at most 2k (1 + log2(n/k)) runs and never more
/// than 2(n - 1). In the driver's steps only.
/// </summary>
internal sealed class PoisonSearch
{
    /// <summary>Requests of a batch that are tried alone where the model seems broken: any one that runs shows that it is not.</summary>
    private const int ProbesMax = 3;

    private readonly Stack<WorkItem[]> _parts = new();
    private WorkItem[] _rest = [];

    /// <param name="batch">What failed as a whole: two requests or more.</param>
    /// <param name="isBroken">The model fails whatever it is given: only a few are tried.</param>
    public PoisonSearch(WorkItem[] batch, bool isBroken)
    {
        if (isBroken)
            Probe(batch);
        else
            Split(batch);
    }

    /// <summary>Parts that ran to an end.</summary>
    public int Runs { get; private set; }

    /// <summary>Requests that ran well.</summary>
    public int Succeeded { get; private set; }

    /// <summary>Requests that failed alone.</summary>
    public int Failed { get; private set; }

    /// <summary>How long the parts ran.</summary>
    public long DurationNs { get; private set; }

    /// <summary>A part failed: its halves are next.</summary>
    public void Split(WorkItem[] part)
    {
        var half = part.Length / 2;
        _parts.Push(part[half..]);
        _parts.Push(part[..half]);
    }

    /// <summary>A part ran to an end.</summary>
    public void Ran(FinishedBatch part)
    {
        Runs++;
        DurationNs += part.DurationNs;
        if (part.Failure is null)
            Succeeded += part.Batch.Count;
        else if (part.Batch.Count == 1)
            Failed++;
    }

    /// <summary>The next part to run; false when there is none.</summary>
    public bool TryTake(out WorkItem[] part)
    {
        if (_parts.TryPop(out part!))
            return true;
        part = Succeeded > 0 ? TakeCondemned() : [];
        return part.Length > 0;
    }

    /// <summary>What nothing speaks for any more, since all that were tried failed.</summary>
    public WorkItem[] TakeCondemned()
    {
        var condemned = _rest;
        _rest = [];
        return condemned;
    }

    private void Probe(WorkItem[] batch)
    {
        SortedSet<int> probes = [0, batch.Length / 2, batch.Length - 1];
        foreach (var index in probes.Reverse().Take(ProbesMax))
            _parts.Push([batch[index]]);
        _rest = [.. batch.Where((_, index) => !probes.Contains(index))];
    }
}
