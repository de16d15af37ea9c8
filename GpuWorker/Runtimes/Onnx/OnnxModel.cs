using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>One session with its input buffers: gather, run, reduce.</summary>
internal sealed class OnnxModel : ILoadedModel
{
    private readonly InferenceSession _session;
    private readonly RequestContract _contract;
    private readonly OnnxInputs _inputs;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    /// <summary>Takes over the session.</summary>
    public OnnxModel(ModelDefinition definition, InferenceSession session)
    {
        Definition = definition;
        _session = session;
        _contract = new RequestContract(definition);
        _inputs = new OnnxInputs(definition.Config.Inputs);
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
        _inputs.Dispose();
    }

    private BatchOutputs RunWhole(IReadOnlyList<InferenceRequest> batch, StopFlag stop)
    {
        OrtValue[] inputs = [];
        try
        {
            inputs = _inputs.Gather(batch, _contract.BucketOf(batch[0]), stop);
            using var outputs = RunSession(inputs, stop);
            return OnnxOutputs.Collect(Definition, batch, outputs);
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or OutOfMemoryException or OverflowException)
        {
            throw new ModelRunException(Definition.Name, fault.Message, fault);
        }
        finally
        {
            foreach (var input in inputs)
                input.Dispose();
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
}
