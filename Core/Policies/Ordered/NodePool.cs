namespace Shepherd.Core.Policies.Ordered;

/// <summary>Nodes that were emptied, to be used again: a queue that has been as long before allocates nothing.</summary>
internal sealed class NodePool
{
    private readonly Stack<OrderLeaf> _leaves = new();
    private readonly Stack<OrderBranch> _branches = new();

    public OrderLeaf Leaf() => _leaves.TryPop(out var leaf) ? leaf : new OrderLeaf(this);

    public OrderBranch Branch() => _branches.TryPop(out var branch) ? branch : new OrderBranch(this);

    public void Return(OrderLeaf leaf) => _leaves.Push(leaf);

    public void Return(OrderBranch branch) => _branches.Push(branch);
}
