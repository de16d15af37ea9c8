namespace Shepherd.GpuWorker.Driving.Isolation;

/// <summary>Told of batches that failed, and gives their requests that are not run any more their outcome; in the driver's steps.</summary>
internal interface IFailedBatches
{
    /// <summary>A request's deadline passed while the parts before it ran.</summary>
    void Expire(WorkItem item, long nowNs);

    /// <summary>A request failed with its batch.</summary>
    void Fail(WorkItem item, Exception failure);

    /// <summary>The search for what failed a batch ended.</summary>
    /// <param name="model">Name of its model.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="search">What it took and what it found.</param>
    /// <param name="reason">What the batch failed with.</param>
    void Isolated(string model, LaneBatch batch, PoisonSearch search, string reason);

    /// <summary>A model fails whatever it is given on a lane, or runs there again.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="reason">What it failed with last; null when it runs again.</param>
    void Broke(string model, int lane, string? reason);
}
