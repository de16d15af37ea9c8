using Shepherd.Schemas;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>A batch on its way through a module. It stops between two pieces, with the tensor between them kept; a module that runs whole looks at the flag before it starts.</summary>
internal sealed class TorchRun(TorchModel model, IReadOnlyList<InferenceRequest> batch) : IBatchRun
{
    /// <summary>Pieces that a CUDA device may have queued: a stop waits for all of them, and each wait leaves the device idle for some microseconds.</summary>
    private const int QueuedPiecesMax = 2;

    /// <summary>What the last piece gave, kept outside every dispose scope.</summary>
    private Tensor? _between;

    private int _done;
    private bool _isStopped;

    public bool CanResume => _isStopped && model.Segments > 1;

    public long StateBytes => CanResume && _between is not null ? _between.NumberOfElements * _between.ElementSize : 0;

    public BatchOutputs Continue(StopFlag stop)
    {
        _isStopped = false;
        model.TakeThreads();
        // Scope and mode belong to the thread, so they end with the call.
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        try
        {
            return TorchOutputs.Collect(model.Definition, batch, model.Chain is null ? RunWhole(stop) : RunPieces(model.Chain, stop));
        }
        catch (BatchStoppedException)
        {
            _isStopped = true;
            throw;
        }
        catch (Exception fault) when (TorchModel.IsFault(fault))
        {
            throw new ModelRunException(model.Definition.Name, TorchFaults.Describe(fault), fault);
        }
        finally
        {
            if (!_isStopped)
                Dispose();
        }
    }

    public void Dispose()
    {
        _between?.Dispose();
        _between = null;
    }

    private object RunWhole(StopFlag stop)
    {
        var inputs = model.Gather(batch, stop);
        return stop.IsRequested ? throw new BatchStoppedException() : model.RunWhole(inputs);
    }

    private object RunPieces(TorchChain chain, StopFlag stop)
    {
        object x = (object?)_between ?? model.Gather(batch, stop)[0];
        while (true)
        {
            // A stop before the first piece keeps nothing: it gathers anew.
            if (stop.IsRequested)
                throw new BatchStoppedException();
            x = chain.Run(_done, x);
            _done++;
            Keep(_done < chain.Pieces ? x : null);
            if (model.Device.type == DeviceType.CUDA && _done % QueuedPiecesMax == 0)
                cuda.synchronize(model.Device);
            model.Stepped?.Invoke(_done);
            if (_done == chain.Pieces)
                return x;
        }
    }

    private void Keep(object? given)
    {
        _between?.Dispose();
        _between = ((Tensor?)given)?.DetachFromDisposeScope();
    }
}
