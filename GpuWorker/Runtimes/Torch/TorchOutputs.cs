using System.Runtime.CompilerServices;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Tensors;
using Shepherd.Schemas;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>Makes a batch's outputs of what a module gave: a tensor, a tuple or a list of them, in the order of the configured outputs.</summary>
internal static class TorchOutputs
{
    /// <summary>The tensors, in order.</summary>
    /// <exception cref="ModelRunException">It gave something else.</exception>
    public static IReadOnlyList<Tensor> Flatten(string model, object given)
    {
        var items = given switch
        {
            ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => tuple[i]),
            Tensor[] list => list,
            _ => [given],
        };
        return [.. items.Select(item => item as Tensor ?? throw new ModelRunException(model, $"its module gave a {item?.GetType().Name ?? "null"}; it must give a tensor, or a tuple or list of tensors"))];
    }

    /// <summary>Reads them out; they may be on any device.</summary>
    /// <exception cref="ModelRunException">They are not what the configuration promises.</exception>
    public static BatchOutputs Collect(ModelDefinition model, IReadOnlyList<InferenceRequest> batch, object given)
    {
        var tensors = Flatten(model.Name, given);
        var outputs = model.Config.Outputs;
        if (tensors.Count != outputs.Count)
            throw new ModelRunException(model.Name, $"its module gave {tensors.Count} tensors; its config.yaml names {outputs.Count} outputs");
        var collector = new OutputCollector(model.Name, batch.Count);
        try
        {
            foreach (var (config, tensor) in outputs.Zip(tensors))
            {
                if (tensor.dtype != TorchDatatypes.ToScalarType(config.Datatype))
                    throw new ModelRunException(model.Name, $"output '{config.Name}' came as {tensor.dtype}; its config.yaml says {config.Datatype.WireName()}");
                // Both give the tensor itself where nothing is to be done.
                var here = tensor.to(CPU).contiguous();
                collector.Add(config, here.shape, here.bytes);
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
