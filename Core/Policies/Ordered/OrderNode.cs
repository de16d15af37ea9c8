namespace Shepherd.Core.Policies.Ordered;

/// <summary>A node of a B+ tree of requests in <see cref="RequestOrder"/> that is searched by order and by rank alike.</summary>
internal abstract class OrderNode
{
    /// <summary>Requests below it.</summary>
    public abstract int Count { get; }

    /// <summary>Nothing can be added before it is split.</summary>
    public abstract bool IsFull { get; }

    /// <summary>The first leaf below it.</summary>
    public abstract OrderLeaf Front { get; }

    /// <summary>The last leaf below it.</summary>
    public abstract OrderLeaf Tail { get; }

    /// <summary>The request of a rank, from 0.</summary>
    public abstract ScheduledRequest this[int index] { get; }

    /// <summary>How many of its requests come before a place.</summary>
    public abstract int CountBefore(RequestOrder order);

    /// <summary>Adds one; the node is not full.</summary>
    public abstract void Add(ScheduledRequest request, RequestOrder order);

    /// <summary>
    /// Moves the rear of a full node to a new one, to make room for a place: half of it, but only the end where the place is past all, so that nodes stay full
    /// where requests arrive in order.
    /// </summary>
    /// <param name="order">What is about to be added.</param>
    /// <param name="first">From where on requests belong to the new node.</param>
    public abstract OrderNode SplitOff(RequestOrder order, out RequestOrder first);

    /// <summary>Takes out a range and appends it to <paramref name="into"/>, in order.</summary>
    public abstract void Take(int index, int count, List<ScheduledRequest>? into);

    /// <summary>It is empty and out of the tree: it goes back to its pool.</summary>
    public abstract void Recycle();
}
