using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Tensors;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes.Echo;

/// <summary>An echo on one lane.</summary>
internal sealed class EchoModel(ModelDefinition definition) : ILoadedModel
{
    private readonly RequestContract _contract = new(definition);
    private readonly InputBuffer[] _buffers = [.. definition.Config.Inputs.Select(input => new InputBuffer(input))];

    public ModelDefinition Definition => definition;

    public int Segments => 1;

    public string? FindFault(InferenceRequest request) => _contract.FindFault(request);

    public BucketKey BucketOf(InferenceRequest request) => _contract.BucketOf(request);

    public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch)
    {
        if (batch.Count == 0 || batch.Count > Definition.Config.MaxBatch)
            throw new ArgumentException($"a batch of {batch.Count}; model '{Definition.Name}' takes 1 to {Definition.Config.MaxBatch}", nameof(batch));
        return new WholeRun(stop => Answer(batch, stop));
    }

    public void WarmUp()
    {
        // Nothing is compiled or allocated that a first batch would wait for.
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }

    private unsafe BatchOutputs Answer(IReadOnlyList<InferenceRequest> batch, StopFlag stop)
    {
        var collector = new OutputCollector(Definition.Name, batch.Count);
        try
        {
            var padded = _contract.BucketOf(batch[0]).Extents;
            for (var i = 0; i < _buffers.Length; i++)
            {
                var rank = _buffers[i].Input.Axes.Count;
                var shape = _buffers[i].Fill(batch, padded[..rank], stop, out var bytes);
                if (i < Definition.Config.Outputs.Count)
                    collector.Add(Definition.Config.Outputs[i], shape, new ReadOnlySpan<byte>((void*)_buffers[i].Address, bytes));
                padded = padded[rank..];
            }

            return collector.Finish(batch);
        }
        catch
        {
            collector.Abandon();
            throw;
        }
    }
}
