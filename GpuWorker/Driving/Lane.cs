using System.Collections.Concurrent;
using System.Diagnostics;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Driving;

/// <summary>One lane: a thread that runs one batch at a time and hands its outputs to the publisher.</summary>
internal sealed class Lane : IDisposable
{
    private readonly int _number;
    private readonly ServedModels _models;
    private readonly ResultPublisher _publisher;
    private readonly Action<FinishedBatch> _finished;
    private readonly BlockingCollection<WorkItem[]> _inbox = new(1);
    private readonly Thread _thread;

    public Lane(int number, string device, ServedModels models, ResultPublisher publisher, Action<FinishedBatch> finished)
    {
        (_number, _models, _publisher, _finished) = (number, models, publisher, finished);
        _thread = new Thread(Loop) { IsBackground = true, Name = $"lane {number} {device}" };
    }

    public void Start() => _thread.Start();

    /// <summary>Takes a batch; the policy gives one only to an idle lane.</summary>
    public void Run(WorkItem[] batch) => _inbox.Add(batch);

    /// <summary>Ends the thread after the batch under way.</summary>
    public void Stop()
    {
        _inbox.CompleteAdding();
        if (_thread.IsAlive)
            _thread.Join();
    }

    public void Dispose() => _inbox.Dispose();

    private void Loop()
    {
        foreach (var batch in _inbox.GetConsumingEnumerable())
            RunBatch(batch);
    }

    private void RunBatch(WorkItem[] batch)
    {
        foreach (var item in batch)
            item.Attempts++;
        var started = Stopwatch.GetTimestamp();
        var outputs = TryRun(batch, out var failure);
        if (outputs is null && batch.Length > 1)
        {
            // One bad request fails a whole batch: each runs alone, so that only the bad one fails.
            foreach (var item in batch)
                Answer([item], TryRun([item], out failure), failure);
            _finished(new FinishedBatch(_number, batch, Elapsed(started), IsMeasure: false));
            return;
        }

        // The lane is reported idle before the results are encoded, so that the next decision overlaps with it.
        _finished(new FinishedBatch(_number, batch, Elapsed(started), IsMeasure: outputs is not null));
        Answer(batch, outputs, failure);
    }

    private BatchOutputs? TryRun(WorkItem[] batch, out Exception? failure)
    {
        failure = null;
        try
        {
            return _models[batch[0].Model].OnLane(_number).Run(Array.ConvertAll(batch, i => i.Request), new StopFlag());
        }
        catch (Exception e)
        {
            // Whatever a runtime throws is these requests' outcome, not the worker's end.
            failure = e;
            return null;
        }
    }

    private void Answer(WorkItem[] batch, BatchOutputs? outputs, Exception? failure)
    {
        var model = _models[batch[0].Model];
        for (var i = 0; i < batch.Length; i++)
        {
            var item = batch[i];
            var result = new InferenceResult(item.Id, model.Name, failure is null ? Outcome.Ok : Outcome.RuntimeError)
            {
                ModelVersion = model.Version,
                Attempts = item.Attempts,
                Reason = failure?.Message ?? "",
                Outputs = outputs is null ? [] : Wanted(item.Request, outputs.PerRequest[i]),
            };
            _publisher.Publish(item.Record, item.Headers, result);
        }

        outputs?.Dispose();
    }

    private static IReadOnlyList<Tensor> Wanted(InferenceRequest request, IReadOnlyList<Tensor> outputs) =>
        request.Outputs.Count == 0 ? outputs : [.. outputs.Where(o => request.Outputs.Contains(o.Name))];

    private static long Elapsed(long started) => Stopwatch.GetElapsedTime(started).Ticks * 100;
}
