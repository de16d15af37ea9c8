using System.Collections.Concurrent;
using System.Diagnostics;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Driving;

/// <summary>One lane: a thread that runs one batch at a time and hands its outputs to the publisher.</summary>
internal sealed class Lane : ILane, IDisposable
{
    private readonly int _number;
    private readonly ServedModels _models;
    private readonly ResultPublisher _publisher;
    private readonly Action<FinishedBatch> _finished;
    private readonly Action<Exception> _failed;
    private readonly BlockingCollection<WorkItem[]> _inbox = new(1);
    private readonly Thread _thread;

    /// <param name="number">Lane number.</param>
    /// <param name="device">For the thread's name.</param>
    /// <param name="models">What it runs.</param>
    /// <param name="publisher">Takes the results.</param>
    /// <param name="finished">Told on the lane's thread when the lane is idle again.</param>
    /// <param name="failed">Told when a request could be given no outcome at all: the worker must end.</param>
    public Lane(int number, string device, ServedModels models, ResultPublisher publisher, Action<FinishedBatch> finished, Action<Exception> failed)
    {
        (_number, _models, _publisher, _finished, _failed) = (number, models, publisher, finished, failed);
        _thread = new Thread(Loop) { IsBackground = true, Name = $"lane {number} {device}" };
    }

    public void Start() => _thread.Start();

    /// <inheritdoc/>
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
        {
            try
            {
                RunBatch(batch);
            }
            catch (Exception e)
            {
                // An exception that left this thread would end the process, with the other lanes' answers unsent.
                _failed(e);
            }
        }
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
        using (outputs)
        {
            for (var i = 0; i < batch.Length; i++)
                Answer(batch[i], outputs, i, failure);
        }
    }

    private void Answer(WorkItem item, BatchOutputs? outputs, int index, Exception? failure)
    {
        if (outputs is not null)
        {
            try
            {
                Publish(item, new InferenceResult(item.Id, "", Outcome.Ok) { Outputs = Wanted(item.Request, outputs.PerRequest[index]) });
                return;
            }
            catch (Exception e)
            {
                // Outputs that cannot be sent are this request's outcome; the others of its batch have their own.
                failure = e;
            }
        }

        try
        {
            Publish(item, new InferenceResult(item.Id, "", Outcome.RuntimeError) { Reason = failure?.Message ?? "" });
        }
        catch (Exception e)
        {
            _failed(e);
        }
    }

    private void Publish(WorkItem item, InferenceResult result)
    {
        var model = _models[item.Model];
        _publisher.Publish(item.Record, item.Headers, result with { Model = model.Name, ModelVersion = model.Version, Attempts = item.Attempts });
    }

    private static IReadOnlyList<Tensor> Wanted(InferenceRequest request, IReadOnlyList<Tensor> outputs) =>
        request.Outputs.Count == 0 ? outputs : [.. outputs.Where(o => request.Outputs.Contains(o.Name))];

    private static long Elapsed(long started) => Stopwatch.GetElapsedTime(started).Ticks * 100;
}
