namespace Shepherd.Core.Policies.Ordered;

/// <summary>
/// Requests in <see cref="RequestOrder"/>: adding, finding by order or by rank, and taking out a range cost O(log n) and the length of the range. Thin nodes are not merged:
/// what waits has a deadline, so they empty by themselves, and until then the depth is that of the longest the tree was.
/// </summary>
internal sealed class OrderTree
{
    private readonly NodePool _pool = new();
    private OrderNode _root;

    /// <summary>The leaf of the most urgent request, which is asked for at every event.</summary>
    private OrderLeaf _front;

    /// <summary>The last leaf: requests that arrive in order, the usual ones, go straight there.</summary>
    private OrderLeaf _tail;

    public OrderTree() => _root = _front = _tail = _pool.Leaf();

    public int Count { get; private set; }

    /// <summary>The most urgent request; there must be one.</summary>
    public ScheduledRequest First => Count > 0 ? _front[0] : throw new InvalidOperationException("nothing waits");

    /// <summary>The request of a rank, from 0.</summary>
    public ScheduledRequest this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _root[index];
        }
    }

    /// <summary>How many requests come before a place.</summary>
    public int CountBefore(RequestOrder order) => _root.CountBefore(order);

    public void Add(ScheduledRequest request)
    {
        var order = RequestOrder.Of(request);
        Count++;
        if (_tail.TryAppend(request, order))
            return;
        if (_root.IsFull)
        {
            var top = _pool.Branch();
            top.Append(_root, order);
            _root = top;
        }

        _root.Add(request, order);
        (_front, _tail) = (_root.Front, _root.Tail);
    }

    /// <summary>Takes out a range and appends it to <paramref name="into"/>, in order.</summary>
    public void Take(int index, int count, List<ScheduledRequest>? into)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - index);
        if (count == 0)
            return;
        _root.Take(index, count, into);
        Count -= count;
        while (_root is OrderBranch top && top.Length <= 1)
        {
            _root = top.Length == 0 ? _pool.Leaf() : top.First;
            top.Recycle();
        }

        (_front, _tail) = (_root.Front, _root.Tail);
    }
}
