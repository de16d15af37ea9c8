using Shepherd.Client.Cluster;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Profiling.Catalog;

/// <summary>Follows the catalog topic. A worker that cannot read it serves all the same: it measures what it could have read.</summary>
internal sealed partial class CatalogView(WorkerOptions options, TimeProvider time, ILogger<CatalogView> logger) : ICatalogView, IDisposable
{
    /// <summary>A broker hands over a catalog in milliseconds. Where its topic is not there yet, nothing is lost but this, once: measuring a model takes longer.</summary>
    private static readonly TimeSpan ReadTimeMax = TimeSpan.FromSeconds(1);

    private CatalogReader? _reader;
    private long _startedAt;

    /// <summary>Starts reading; once there is a broker.</summary>
    public void Start()
    {
        (_reader, _startedAt) = (new CatalogReader(options.Kafka, logger), time.GetTimestamp());
        _ = _reader.Completion.ContinueWith(ended => LogEnded(ended.Exception!.InnerException!.Message), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public CatalogEntry? Find(string model) => _reader?.Find(model);

    /// <inheritdoc/>
    public void WaitUntilRead()
    {
        if (_reader is not { CaughtUp.IsCompleted: false } reader)
            return;
        var left = ReadTimeMax - time.GetElapsedTime(_startedAt);
        if (left > TimeSpan.Zero)
            ((IAsyncResult)reader.CaughtUp).AsyncWaitHandle.WaitOne(left);
    }

    /// <summary>May be called again: the container knows it by two names.</summary>
    public void Dispose() => Interlocked.Exchange(ref _reader, null)?.Dispose();

    [LoggerMessage(1, LogLevel.Warning, "The catalog is not read any more: {Reason}. Profiles of other workers are not seen; what serves goes on")]
    private partial void LogEnded(string reason);
}
