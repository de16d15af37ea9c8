using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>A model whose segments run when the test says so, and which keeps count of its runs.</summary>
/// <param name="segments">Of each batch.</param>
/// <param name="name">Its name.</param>
internal sealed class SteppedModel(int segments, string name = "m") : ILoadedModel
{
    public const long StateBytesOfRun = 10;

    private int _live;
    private int _segmentsRun;
    private volatile StopFlag? _stop;

    public ModelDefinition Definition { get; } = new(name, 1, "", new ModelConfig("g", "test", 60_000, 1, 8, null, [], [], []));

    public int Segments => segments;

    /// <summary>Released as often as a segment begins.</summary>
    public SemaphoreSlim Began { get; } = new(0);

    /// <summary>Each release ends one segment.</summary>
    public SemaphoreSlim MayEnd { get; } = new(0);

    /// <summary>What every run fails with; null where they run well.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Runs that were begun and not disposed.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>The run under way has been told to stop.</summary>
    public bool IsStopAsked => _stop?.IsRequested == true;

    /// <summary>The last stop said that nothing was to be kept.</summary>
    public bool WasAbandoned { get; private set; }

    public int SegmentsRun => Volatile.Read(ref _segmentsRun);

    public string? FindFault(InferenceRequest request) => null;

    public BucketKey BucketOf(InferenceRequest request) => new([]);

    public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch)
    {
        Interlocked.Increment(ref _live);
        return new Run(this, batch.Count);
    }

    public void WarmUp()
    {
    }

    public void Dispose()
    {
        Began.Dispose();
        MayEnd.Dispose();
    }

    private sealed class Run(SteppedModel model, int count) : IBatchRun
    {
        private int _done;

        public bool CanResume => model.Segments > 1;

        public long StateBytes => CanResume ? StateBytesOfRun : 0;

        public BatchOutputs Continue(StopFlag stop)
        {
            if (model.Failure is { } failure)
                throw failure;
            model._stop = stop;
            while (_done < model.Segments)
            {
                if (stop.IsRequested)
                {
                    model.WasAbandoned = stop.IsAbandoned;
                    throw new BatchStoppedException();
                }

                model.Began.Release();
                model.MayEnd.Wait();
                Interlocked.Increment(ref model._segmentsRun);
                _done++;
            }

            return new BatchOutputs([.. Enumerable.Repeat<IReadOnlyList<Tensor>>([], count)], []);
        }

        public void Dispose() => Interlocked.Decrement(ref model._live);
    }
}
