using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Telemetry;

namespace Shepherd.GpuWorker.Driving.Isolation;

/// <summary>What the worker says and does about batches that failed. In the driver's steps.</summary>
internal sealed partial class FailedBatches(IBatchAnswers answers, Action<WorkItem, DropReason, long> giveUp, IServingEvents events, ILogger logger) : IFailedBatches
{
    private long _batches;
    private long _runs;
    private long _requests;

    public void Expire(WorkItem item, long nowNs) => giveUp(item, DropReason.Late, nowNs);

    public void Fail(WorkItem item, Exception failure) => answers.Give([item], null, failure);

    public void Isolated(string model, LaneBatch batch, PoisonSearch search, string reason)
    {
        _batches++;
        _runs += search.Runs;
        _requests += search.Failed;
        events.Isolated(batch, search.Runs, search.Failed);
        if (search is { Failed: 0, Succeeded: > 0 } && search.Succeeded == batch.Items.Length)
            LogTogether(batch.Items.Length, model, batch.Lane, search.Runs, reason);
        else
            LogIsolated(batch.Items.Length, model, batch.Lane, search.Runs, search.Failed, reason);
    }

    public void Broke(string model, int lane, string? reason)
    {
        events.ModelBroke(model, lane, reason);
        if (reason is not null)
            LogBroken(model, lane, FailureWatch.BatchesMin, FailureWatch.RequestsMin, reason);
        else
            LogMended(model, lane);
    }

    /// <summary>Says at the end what isolating cost in all.</summary>
    public void LogSum()
    {
        if (_batches > 0)
            LogSum(_batches, _runs, _requests);
    }

    [LoggerMessage(1, LogLevel.Information, "A batch of {Count} of model {Model} failed on lane {Lane}; further runs: {Runs}, requests that fail alone: {Failed}: {Reason}")]
    private partial void LogIsolated(int count, string model, int lane, int runs, int failed, string reason);

    [LoggerMessage(2, LogLevel.Warning, "A batch of {Count} of model {Model} failed on lane {Lane}, and all of its requests ran well in parts ({Runs} further runs): where that goes on, lower the model's max_batch. It said: {Reason}")]
    private partial void LogTogether(int count, string model, int lane, int runs, string reason);

    [LoggerMessage(3, LogLevel.Error, "Model {Model} fails whatever it is given on lane {Lane}: nothing ran well in {Batches} batches and {Requests} requests in a row. Its requests are RUNTIME_ERROR until one runs again; "
        + "check the device, its memory and its driver, or restart the worker. The last said: {Reason}")]
    private partial void LogBroken(string model, int lane, int batches, int requests, string reason);

    [LoggerMessage(4, LogLevel.Information, "Model {Model} runs again on lane {Lane}")]
    private partial void LogMended(string model, int lane);

    [LoggerMessage(5, LogLevel.Information, "Batches that failed: {Batches}, further runs of parts: {Runs}, requests that failed alone in them: {Requests}")]
    private partial void LogSum(long batches, long runs, long requests);
}
