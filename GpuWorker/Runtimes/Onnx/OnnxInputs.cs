using Microsoft.ML.OnnxRuntime;
using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>Input buffers of one batch at a time.</summary>
internal sealed class OnnxInputs(IReadOnlyList<InputConfig> inputs) : IDisposable
{
    private readonly InputBuffer[] _buffers = [.. inputs.Select(input => new InputBuffer(input))];

    /// <summary>Gathers a batch.</summary>
    /// <returns>Values over the buffers, in the inputs' order; the caller disposes them, before the next batch is gathered.</returns>
    /// <exception cref="BatchStoppedException">The flag was raised.</exception>
    public OrtValue[] Gather(IReadOnlyList<InferenceRequest> batch, BucketKey bucket, StopFlag stop)
    {
        var values = new List<OrtValue>(_buffers.Length);
        var padded = bucket.Extents;
        try
        {
            foreach (var buffer in _buffers)
            {
                var shape = buffer.Fill(batch, padded[..buffer.Input.Axes.Count], stop, out var bytes);
                values.Add(OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, OnnxDatatypes.ToElementType(buffer.Input.Datatype), shape, buffer.Address, bytes));
                padded = padded[buffer.Input.Axes.Count..];
            }

            return [.. values];
        }
        catch
        {
            values.ForEach(value => value.Dispose());
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }
}
