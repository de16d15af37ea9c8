using Shepherd.GpuWorker.Models;
using Shepherd.Onnx.Segments;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>A model that runs as a chain of segments: its batches can be suspended between two of them.</summary>
internal sealed class SegmentedOnnxModel : ILoadedModel
{
    private readonly RequestContract _contract;
    private readonly Stack<OnnxInputs> _free = [];
    private bool _isDisposed;

    /// <summary>Takes over the chain.</summary>
    public SegmentedOnnxModel(ModelDefinition definition, SegmentChain chain)
    {
        (Definition, Chain, _contract) = (definition, chain, new RequestContract(definition));
        InputNames = [.. definition.Config.Inputs.Select(input => input.Name)];
        OutputNames = [.. definition.Config.Outputs.Select(output => output.Name)];
    }

    public ModelDefinition Definition { get; }

    public int Segments => Chain.Segments.Count;

    public SegmentChain Chain { get; }

    public IReadOnlyList<string> InputNames { get; }

    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Told after every segment how many of the run are done: where a run is to be stopped behind a certain one.</summary>
    internal Action<int>? Stepped { get; set; }

    public string? FindFault(InferenceRequest request) => _contract.FindFault(request);

    public BucketKey BucketOf(InferenceRequest request) => _contract.BucketOf(request);

    public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch) => batch.Count > 0 && batch.Count <= Definition.Config.MaxBatch
        ? new SegmentedRun(this, batch)
        : throw new ArgumentException($"a batch of {batch.Count}; model '{Definition.Name}' takes 1 to {Definition.Config.MaxBatch}", nameof(batch));

    public void WarmUp()
    {
        foreach (var run in Definition.Config.WarmUp)
        {
            var request = WarmUpRequests.Blank(Definition.Config, run);
            this.Run([.. Enumerable.Repeat(request, run.Batch)], new StopFlag()).Dispose();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        Chain.Dispose();
        while (_free.TryPop(out var inputs))
            inputs.Dispose();
    }

    /// <summary>Buffers for a batch: a suspended one keeps its own as long as a segment to come reads them.</summary>
    internal OnnxInputs TakeInputs() => _free.TryPop(out var inputs) ? inputs : new OnnxInputs(Definition.Config.Inputs);

    internal void Return(OnnxInputs inputs)
    {
        if (_isDisposed)
            inputs.Dispose();
        else
            _free.Push(inputs);
    }
}
