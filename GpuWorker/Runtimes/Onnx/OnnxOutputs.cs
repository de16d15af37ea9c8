using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Tensors;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>Makes a batch's outputs of what its sessions gave.</summary>
internal static class OnnxOutputs
{
    /// <param name="definition">The model.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="outputs">One for each configured output, in that order.</param>
    public static BatchOutputs Collect(ModelDefinition definition, IReadOnlyList<InferenceRequest> batch, IEnumerable<OrtValue> outputs)
    {
        var collector = new OutputCollector(definition.Name, batch.Count);
        try
        {
            foreach (var (config, value) in definition.Config.Outputs.Zip(outputs))
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
