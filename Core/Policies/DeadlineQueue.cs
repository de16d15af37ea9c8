using System.Runtime.InteropServices;

namespace Shepherd.Core.Policies;

/// <summary>
/// The waiting requests of one model and shape bucket, earliest deadline first, ties by arrival. Arrivals of one SLO append; a later one with an earlier
/// deadline is inserted. Counting the requests that end in time costs O(log n).
/// </summary>
internal sealed class DeadlineQueue(int model, int bucket, int tier = 0)
{
    /// <summary>Taken slots in front are kept until they outnumber the waiting ones, so that taking from the head costs O(1) amortised.</summary>
    private readonly List<ScheduledRequest> _items = [];
    private int _head;

    public int Model => model;

    public int Bucket => bucket;

    /// <summary>Priority of its requests where the policy keeps tiers apart; else 0.</summary>
    public int Tier => tier;

    /// <summary>Its requests came past their tenants' shares.</summary>
    public bool IsBeyondShare { get; init; }

    /// <summary>Since when something waited of which nothing was served; <see cref="long.MaxValue"/> when all was.</summary>
    public long UnservedSinceNs { get; set; } = long.MaxValue;

    /// <summary>When a request last came.</summary>
    public long LastArrivalNs { get; set; }

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

    public int Count => _items.Count - _head;

    public ScheduledRequest Head => _items[_head];

    public ScheduledRequest this[int index] => _items[_head + index];

    public void Add(ScheduledRequest request)
    {
        request.Queue = this;
        var order = RequestOrder.Of(request);
        if (Count == 0 || RequestOrder.Of(_items[^1]) < order)
            _items.Add(request);
        else
            _items.Insert(_head + FirstNotBefore(order), request);
    }

    public ScheduledRequest TakeHead()
    {
        var request = _items[_head];
        TakeRange(0, 1, null);
        return request;
    }

    /// <summary>Takes one request out, wherever it stands. Finding it costs O(log n).</summary>
    /// <returns>False when it is not here.</returns>
    public bool Remove(ScheduledRequest request)
    {
        var index = FirstNotBefore(RequestOrder.Of(request));
        if (index == Count || !ReferenceEquals(this[index], request))
            return false;
        TakeRange(index, 1, null);
        return true;
    }

    /// <summary>Index of the first request whose deadline is at <paramref name="deadlineNs"/> or later.</summary>
    public int FirstDueFrom(long deadlineNs) => FirstNotBefore(new RequestOrder(deadlineNs, long.MinValue));

    /// <summary>Removes a range and appends it to <paramref name="into"/>, in order.</summary>
    public void TakeRange(int index, int count, List<ScheduledRequest>? into)
    {
        into?.AddRange(CollectionsMarshal.AsSpan(_items).Slice(_head + index, count));
        if (index == 0)
            Skip(count);
        else
            _items.RemoveRange(_head + index, count);
    }

    private void Skip(int count)
    {
        CollectionsMarshal.AsSpan(_items).Slice(_head, count).Clear();
        _head += count;
        if (_head * 2 < _items.Count)
            return;
        _items.RemoveRange(0, _head);
        _head = 0;
    }

    private int FirstNotBefore(RequestOrder order)
    {
        var (low, high) = (_head, _items.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (RequestOrder.Of(_items[middle]) < order)
                low = middle + 1;
            else
                high = middle;
        }

        return low - _head;
    }
}
