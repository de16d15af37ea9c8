namespace Shepherd.Core.Policies.Ordered;

/// <summary>The requests at the bottom of the tree.</summary>
internal sealed class OrderLeaf(NodePool pool) : OrderNode
{
    /// <summary>Requests of a leaf: many, so that leaves come and go seldom, and few enough that to move half of them costs little more than the search.</summary>
    private const int Capacity = 256;

    private readonly ScheduledRequest[] _items = new ScheduledRequest[Capacity];

    /// <summary>What most comparisons end with, side by side: a search reads these lines of memory and not one per request.</summary>
    private readonly long[] _deadlinesNs = new long[Capacity];

    /// <summary>What was taken from the front is left free until the end is reached, so that taking the head moves nothing.</summary>
    private int _start;
    private int _count;

    public override int Count => _count;

    public override bool IsFull => _count == Capacity;

    public override OrderLeaf Front => this;

    public override OrderLeaf Tail => this;

    public override ScheduledRequest this[int index] => _items[_start + index];

    public override int CountBefore(RequestOrder order)
    {
        var (low, high) = (_start, _start + _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsBefore(middle, order))
                low = middle + 1;
            else
                high = middle;
        }

        return low - _start;
    }

    /// <summary>Adds one that comes after all that are here.</summary>
    /// <returns>False where it does not, or there is no room.</returns>
    public bool TryAppend(ScheduledRequest request, RequestOrder order)
    {
        var end = _start + _count;
        if (end == Capacity || (_count > 0 && !IsBefore(end - 1, order)))
            return false;
        (_items[end], _deadlinesNs[end]) = (request, order.DeadlineNs);
        _count++;
        return true;
    }

    public override void Add(ScheduledRequest request, RequestOrder order)
    {
        if (_start + _count == Capacity)
            MoveToFront();
        var at = _start + CountBefore(order);
        var after = _start + _count - at;
        Array.Copy(_items, at, _items, at + 1, after);
        Array.Copy(_deadlinesNs, at, _deadlinesNs, at + 1, after);
        (_items[at], _deadlinesNs[at]) = (request, order.DeadlineNs);
        _count++;
    }

    public override OrderNode SplitOff(RequestOrder order, out RequestOrder first)
    {
        var rear = pool.Leaf();
        first = order;
        if (IsBefore(_start + _count - 1, order))
            return rear;
        var keep = _count / 2;
        rear._count = _count - keep;
        Array.Copy(_items, _start + keep, rear._items, 0, rear._count);
        Array.Copy(_deadlinesNs, _start + keep, rear._deadlinesNs, 0, rear._count);
        Array.Clear(_items, _start + keep, rear._count);
        _count = keep;
        first = RequestOrder.Of(rear._items[0]);
        return rear;
    }

    public override void Take(int index, int count, List<ScheduledRequest>? into)
    {
        var (at, end) = (_start + index, _start + _count);
        into?.AddRange(_items.AsSpan(at, count));
        _count -= count;
        if (index == 0)
        {
            Array.Clear(_items, at, count);
            _start += count;
            return;
        }

        var after = end - at - count;
        Array.Copy(_items, at + count, _items, at, after);
        Array.Copy(_deadlinesNs, at + count, _deadlinesNs, at, after);
        Array.Clear(_items, end - count, count);
    }

    public override void Recycle()
    {
        _start = 0;
        pool.Return(this);
    }

    private bool IsBefore(int at, RequestOrder order) =>
        _deadlinesNs[at] < order.DeadlineNs || (_deadlinesNs[at] == order.DeadlineNs && _items[at].Sequence < order.Sequence);

    private void MoveToFront()
    {
        Array.Copy(_items, _start, _items, 0, _count);
        Array.Copy(_deadlinesNs, _start, _deadlinesNs, 0, _count);
        var free = Math.Max(_start, _count);
        Array.Clear(_items, free, Capacity - free);
        _start = 0;
    }
}
