using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>Makes the tensors of a batch: gathered straight from the records into them, and moved to the device where that is not the host.</summary>
internal sealed class TorchInputs(IReadOnlyList<InputConfig> inputs, Device device)
{
    private readonly InputGather[] _gathers = [.. inputs.Select(input => new InputGather(input))];

    /// <summary>In the inputs' order; of the dispose scope that is open.</summary>
    /// <exception cref="BatchStoppedException">The flag was raised.</exception>
    public Tensor[] Gather(IReadOnlyList<InferenceRequest> batch, BucketKey bucket, StopFlag stop)
    {
        var tensors = new Tensor[_gathers.Length];
        var padded = bucket.Extents;
        for (var i = 0; i < _gathers.Length; i++)
        {
            var gather = _gathers[i];
            var extents = padded[..gather.Input.Axes.Count];
            var tensor = empty([batch.Count, .. extents], TorchDatatypes.ToScalarType(gather.Input.Datatype)!.Value);
            gather.Fill(batch, extents, tensor.bytes, stop);
            tensors[i] = tensor.to(device);
            padded = padded[gather.Input.Axes.Count..];
        }

        return tensors;
    }
}
