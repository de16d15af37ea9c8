using Microsoft.ML.OnnxRuntime;
using Shepherd.Onnx.Segments;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>
/// A batch on its way through a chain. It stops at the end of a segment with all its work kept; where nothing is to be kept it stops within one. Even then what the segments before it gave is still there.
/// </summary>
internal sealed class SegmentedRun(SegmentedOnnxModel model, IReadOnlyList<InferenceRequest> batch) : IBatchRun
{
    private OnnxInputs? _inputs;
    private ChainRun? _run;
    private bool _isStopped;
    private bool _isOver;

    public bool CanResume => _isStopped;

    public long StateBytes => _isStopped && _run is not null ? _run.StateBytes : 0;

    public BatchOutputs Continue(StopFlag stop)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        _isStopped = false;
        try
        {
            _run ??= Start(stop);
            while (!_run.IsDone)
                Step(_run, stop);
            return OnnxOutputs.Collect(model.Definition, batch, model.OutputNames.Select(_run.Output));
        }
        catch (BatchStoppedException)
        {
            _isStopped = true;
            throw;
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or OutOfMemoryException or OverflowException)
        {
            throw new ModelRunException(model.Definition.Name, fault.Message, fault);
        }
        finally
        {
            if (!_isStopped)
                Dispose();
        }
    }

    public void Dispose()
    {
        (_isOver, _isStopped) = (true, false);
        _run?.Dispose();
        _run = null;
        ReturnInputs();
    }

    private ChainRun Start(StopFlag stop)
    {
        _inputs = model.TakeInputs();
        try
        {
            var values = _inputs.Gather(batch, model.BucketOf(batch[0]), stop);
            return model.Chain.Begin(model.InputNames.Zip(values, KeyValuePair.Create), model.OutputNames);
        }
        catch (BatchStoppedException)
        {
            // Gathered anew when it goes on: what was copied so far is not worth its bytes.
            ReturnInputs();
            throw;
        }
    }

    private void Step(ChainRun run, StopFlag stop)
    {
        // An abandoned one ends by the options, whenever it is that the flag was raised.
        if (stop.IsRequested && !stop.IsAbandoned)
            throw new BatchStoppedException();
        // Terminated options end every later run too, so each segment has its own.
        using var options = new RunOptions();
        stop.Attach(() =>
        {
            if (stop.IsAbandoned)
                options.Terminate = true;
        });
        try
        {
            run.Step(options);
        }
        catch (OnnxRuntimeException stopped) when (stop.IsAbandoned)
        {
            throw new BatchStoppedException(stopped);
        }
        finally
        {
            stop.Detach();
        }

        if (!model.InputNames.Any(run.Holds))
            ReturnInputs();
        model.Stepped?.Invoke(run.Done);
    }

    private void ReturnInputs()
    {
        if (_inputs is not null)
            model.Return(_inputs);
        _inputs = null;
    }
}
