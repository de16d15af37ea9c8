namespace Shepherd.Core.Policies.Ordered;

/// <summary>A node above others.</summary>
internal sealed class OrderBranch(NodePool pool) : OrderNode
{
    /// <summary>Nodes of a branch: one branch holds 16,384 requests, two levels of them a million.</summary>
    private const int Capacity = 64;

    private readonly OrderNode?[] _nodes = new OrderNode?[Capacity];

    /// <summary>
    /// From where on requests belong to a node: after all that the nodes before it hold, and not after its own first. The first entry counts for nothing: what comes before
    /// it belongs to that node all the same.
    /// </summary>
    private readonly RequestOrder[] _firsts = new RequestOrder[Capacity];

    /// <summary>
    /// Rank of a node's first request, less that of the first node: so appending changes no entry, for what the last node holds is in none, and taking from the head only
    /// the first.
    /// </summary>
    private readonly long[] _starts = new long[Capacity];
    private int _length;

    /// <summary>Nodes directly below it.</summary>
    public int Length => _length;

    public OrderNode First => _nodes[0]!;

    public override int Count => _length == 0 ? 0 : StartOf(_length - 1) + _nodes[_length - 1]!.Count;

    public override bool IsFull => _length == Capacity;

    public override OrderLeaf Front => _nodes[0]!.Front;

    public override OrderLeaf Tail => _nodes[_length - 1]!.Tail;

    public override ScheduledRequest this[int index]
    {
        get
        {
            var node = FindRank(index);
            return _nodes[node]![index - StartOf(node)];
        }
    }

    public override int CountBefore(RequestOrder order)
    {
        var node = Find(order);
        return StartOf(node) + _nodes[node]!.CountBefore(order);
    }

    public override void Add(ScheduledRequest request, RequestOrder order)
    {
        var node = Find(order);
        if (_nodes[node]!.IsFull)
        {
            var rear = _nodes[node]!.SplitOff(order, out var first);
            Insert(node + 1, rear, first, _starts[node] + _nodes[node]!.Count);
            node += order < first ? 0 : 1;
        }

        _nodes[node]!.Add(request, order);
        for (var i = node + 1; i < _length; i++)
            _starts[i]++;
    }

    /// <summary>Puts a node behind those that are there, whose requests are of a place and later.</summary>
    public void Append(OrderNode node, RequestOrder first) => Insert(_length, node, first, _starts[0] + Count);

    public override OrderNode SplitOff(RequestOrder order, out RequestOrder first)
    {
        var rear = pool.Branch();
        var keep = order < _firsts[_length - 1] ? _length / 2 : _length - 1;
        first = _firsts[keep];
        for (var i = keep; i < _length; i++)
            rear.Append(_nodes[i]!, _firsts[i]);
        RemoveNodes(keep, _length - keep);
        return rear;
    }

    public override void Take(int index, int count, List<ScheduledRequest>? into)
    {
        var node = FindRank(index);
        var (left, from) = (count, index - StartOf(node));
        var firstEmptied = from > 0 ? node + 1 : node;
        var afterEmptied = firstEmptied;
        for (var i = node; left > 0; i++)
        {
            var held = _nodes[i]!.Count;
            var taken = Math.Min(left, held - from);
            _nodes[i]!.Take(from, taken, into);
            (left, from) = (left - taken, 0);
            if (taken < held)
                continue;
            _nodes[i]!.Recycle();
            afterEmptied = i + 1;
        }

        var start = _starts[0] + index;
        for (var i = node + 1; i < _length && index > 0; i++)
            _starts[i] = Math.Max(start, _starts[i] - count);
        if (afterEmptied > firstEmptied)
            RemoveNodes(firstEmptied, afterEmptied - firstEmptied);
        if (index == 0)
            _starts[0] = start + count;
    }

    public override void Recycle()
    {
        RemoveNodes(0, _length);
        pool.Return(this);
    }

    private int StartOf(int node) => (int)(_starts[node] - _starts[0]);

    /// <summary>The node that a rank falls to.</summary>
    private int FindRank(int index)
    {
        var start = _starts[0] + index;
        var (found, beyond) = (0, _length);
        while (beyond - found > 1)
        {
            var middle = (found + beyond) / 2;
            if (_starts[middle] > start)
                beyond = middle;
            else
                found = middle;
        }

        return found;
    }

    /// <summary>The node that a place belongs to.</summary>
    private int Find(RequestOrder order)
    {
        var (found, beyond) = (0, _length);
        while (beyond - found > 1)
        {
            var middle = (found + beyond) / 2;
            if (order < _firsts[middle])
                beyond = middle;
            else
                found = middle;
        }

        return found;
    }

    private void Insert(int at, OrderNode node, RequestOrder first, long start)
    {
        var after = _length - at;
        Array.Copy(_nodes, at, _nodes, at + 1, after);
        Array.Copy(_firsts, at, _firsts, at + 1, after);
        Array.Copy(_starts, at, _starts, at + 1, after);
        (_nodes[at], _firsts[at], _starts[at]) = (node, first, start);
        _length++;
    }

    private void RemoveNodes(int at, int count)
    {
        var after = _length - at - count;
        Array.Copy(_nodes, at + count, _nodes, at, after);
        Array.Copy(_firsts, at + count, _firsts, at, after);
        Array.Copy(_starts, at + count, _starts, at, after);
        _length -= count;
        Array.Clear(_nodes, _length, count);
    }
}
