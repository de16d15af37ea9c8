namespace Shepherd.Client.Requests;

/// <summary>The ids added last, up to a limit; older ones are forgotten first. Not thread-safe.</summary>
internal sealed class RecentIds(int limit)
{
    private readonly Dictionary<string, LinkedListNode<string>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _order = [];

    internal bool Contains(string id) => _nodes.ContainsKey(id);

    /// <summary>Adds an id; false when it is there.</summary>
    internal bool Add(string id)
    {
        if (_nodes.ContainsKey(id))
            return false;
        if (_nodes.Count == limit)
            Remove(_order.First!.Value);
        _nodes.Add(id, _order.AddLast(id));
        return true;
    }

    /// <summary>Forgets an id; false when it was not there.</summary>
    internal bool Remove(string id)
    {
        if (!_nodes.Remove(id, out var node))
            return false;
        _order.Remove(node);
        return true;
    }
}
