using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Driving.Isolation;

namespace Shepherd.GpuWorker.Tests.Driving.Isolation;

/// <summary>Notes what becomes of batches that failed.</summary>
internal sealed class RecordingFailures : IFailedBatches
{
    /// <summary>Ids and the outcome that they were given without a run.</summary>
    public List<(string Id, string Outcome)> Given { get; } = [];

    /// <summary>Runs that each search took, and what it found.</summary>
    public List<(int Runs, int Succeeded, int Failed)> Searches { get; } = [];

    /// <summary>Why a model broke; null where it runs again.</summary>
    public List<string?> Broken { get; } = [];

    public void Expire(WorkItem item, long nowNs) => Given.Add((item.Id, "EXPIRED"));

    public void Fail(WorkItem item, Exception failure) => Given.Add((item.Id, failure.Message));

    public void Isolated(string model, LaneBatch batch, PoisonSearch search, string reason) => Searches.Add((search.Runs, search.Succeeded, search.Failed));

    public void Broke(string model, int lane, string? reason) => Broken.Add(reason);
}
