namespace Shepherd.Core.Policies;

/// <summary>The waiting requests of one model and shape bucket, most urgent first: those that may share a batch.</summary>
internal sealed class BatchQueue(int model, int bucket)
{
    private readonly PriorityQueue<ScheduledRequest, RequestOrder> _heap = new();

    public int Model => model;

    public int Bucket => bucket;

    /// <summary>When a batch of this queue was last dispatched; null before the first.</summary>
    public long? DispatchedNs { get; set; }

    /// <summary>The head is kept although it looks hopeless: it is to measure anew how long the model takes.</summary>
    public bool IsProbing { get; set; }

    public int Count => _heap.Count;

    public ScheduledRequest Head => _heap.Peek();

    public void Add(ScheduledRequest request) => _heap.Enqueue(request, RequestOrder.Of(request));

    public ScheduledRequest Take() => _heap.Dequeue();
}
