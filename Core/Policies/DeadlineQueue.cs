using Shepherd.Core.Policies.Ordered;

namespace Shepherd.Core.Policies;

/// <summary>
/// The waiting requests of one model and shape bucket, earliest deadline first, ties by arrival. The head costs O(1), all else O(log n), whatever the order of the
/// deadlines, and nothing is allocated once it has been as long.
/// </summary>
internal sealed class DeadlineQueue(int model, int bucket, int tier = 0)
{
    private readonly OrderTree _items = new();

    public int Model => model;

    public int Bucket => bucket;

    /// <summary>Priority of its requests where the policy keeps tiers apart; else 0.</summary>
    public int Tier => tier;

    /// <summary>Its requests came past their tenants' shares.</summary>
    public bool IsBeyondShare { get; init; }

    /// <summary>Place in <see cref="GroupState.Queues"/>, by which a policy keeps what it knows of the queue.</summary>
    public int Index { get; init; }

    /// <summary>The lane whose queue it is where a policy keeps one per lane; else 0.</summary>
    public int Shard { get; init; }

    /// <summary>When a batch of this queue was last dispatched; null before the first.</summary>
    public long? DispatchedNs { get; set; }

    /// <summary>The head is kept although it looks hopeless: it is to measure anew how long the model takes.</summary>
    public bool IsProbing { get; set; }

    /// <summary>From arrival to deadline, of the latest request; 0 before the first.</summary>
    public long SloNs { get; set; }

    /// <summary>Its batches run in segments, so that they can be suspended.</summary>
    public bool IsSegmented { get; set; }

    public int Count => _items.Count;

    public ScheduledRequest Head => _items.First;

    public ScheduledRequest this[int index] => _items[index];

    public void Add(ScheduledRequest request)
    {
        request.Queue = this;
        _items.Add(request);
    }

    public ScheduledRequest TakeHead()
    {
        var request = Head;
        TakeRange(0, 1, null);
        return request;
    }

    /// <summary>Takes one request out, wherever it stands. Finding it costs O(log n).</summary>
    /// <returns>False when it is not here.</returns>
    public bool Remove(ScheduledRequest request)
    {
        var index = _items.CountBefore(RequestOrder.Of(request));
        if (index == Count || !ReferenceEquals(this[index], request))
            return false;
        TakeRange(index, 1, null);
        return true;
    }

    /// <summary>Index of the first request whose deadline is at <paramref name="deadlineNs"/> or later.</summary>
    public int FirstDueFrom(long deadlineNs) => _items.CountBefore(new RequestOrder(deadlineNs, long.MinValue));

    /// <summary>Removes a range and appends it to <paramref name="into"/>, in order.</summary>
    public void TakeRange(int index, int count, List<ScheduledRequest>? into) => _items.Take(index, count, into);
}
