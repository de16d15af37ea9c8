using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Tensors;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>One session with its input buffers: gather, run, reduce.</summary>
internal sealed class OnnxModel : ILoadedModel
{
    private readonly InferenceSession _session;
    private readonly RequestContract _contract;
    private readonly InputBuffer[] _buffers;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    /// <summary>Takes over the session.</summary>
    public OnnxModel(ModelDefinition definition, InferenceSession session)
    {
        Definition = definition;
        _session = session;
        _contract = new RequestContract(definition);
        _buffers = [.. definition.Config.Inputs.Select(input => new InputBuffer(input))];
        _inputNames = [.. definition.Config.Inputs.Select(input => input.Name)];
        _outputNames = [.. definition.Config.Outputs.Select(output => output.Name)];
    }

    public ModelDefinition Definition { get; }

    public int Segments => 1;

    public string? FindFault(InferenceRequest request) => _contract.FindFault(request);

    public BucketKey BucketOf(InferenceRequest request) => _contract.BucketOf(request);

    public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch)
    {
        if (batch.Count == 0 || batch.Count > Definition.Config.MaxBatch)
            throw new ArgumentException($"a batch of {batch.Count}; model '{Definition.Name}' takes 1 to {Definition.Config.MaxBatch}", nameof(batch));
        return new WholeRun(stop => RunWhole(batch, stop));
    }

    public void WarmUp()
    {
        foreach (var run in Definition.Config.WarmUp)
        {
            var request = WarmUpRequests.Blank(Definition.Config, run);
            RunWhole([.. Enumerable.Repeat(request, run.Batch)], new StopFlag()).Dispose();
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }

    private BatchOutputs RunWhole(IReadOnlyList<InferenceRequest> batch, StopFlag stop)
    {
        var inputs = new OrtValue?[_buffers.Length];
        try
        {
            Gather(batch, stop, inputs);
            using var outputs = RunSession(inputs!, stop);
            return Collect(batch, outputs);
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or OutOfMemoryException or OverflowException)
        {
            throw new ModelRunException(Definition.Name, fault.Message, fault);
        }
        finally
        {
            foreach (var input in inputs)
                input?.Dispose();
        }
    }

    private void Gather(IReadOnlyList<InferenceRequest> batch, StopFlag stop, OrtValue?[] inputs)
    {
        var padded = _contract.BucketOf(batch[0]).Extents;
        for (var i = 0; i < _buffers.Length; i++)
        {
            var input = _buffers[i].Input;
            var shape = _buffers[i].Fill(batch, padded[..input.Axes.Count], stop, out var bytes);
            inputs[i] = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, OnnxDatatypes.ToElementType(input.Datatype), shape, _buffers[i].Address, bytes);
            padded = padded[input.Axes.Count..];
        }
    }

    private IDisposableReadOnlyCollection<OrtValue> RunSession(OrtValue[] inputs, StopFlag stop)
    {
        // Terminated options end every later run too, so each run has its own.
        using var options = new RunOptions();
        stop.Attach(() => options.Terminate = true);
        try
        {
            return _session.Run(options, _inputNames, inputs, _outputNames);
        }
        catch (OnnxRuntimeException stopped) when (stop.IsRequested)
        {
            throw new BatchStoppedException(stopped);
        }
        finally
        {
            stop.Detach();
        }
    }

    private BatchOutputs Collect(IReadOnlyList<InferenceRequest> batch, IReadOnlyCollection<OrtValue> outputs)
    {
        var collector = new OutputCollector(Definition.Name, batch.Count);
        try
        {
            foreach (var (config, value) in Definition.Config.Outputs.Zip(outputs))
                collector.Add(config, value.GetTensorTypeAndShape().Shape, value.GetTensorMutableRawData());
            return collector.Finish(batch);
        }
        catch
        {
            collector.Abandon();
            throw;
        }
    }
}
