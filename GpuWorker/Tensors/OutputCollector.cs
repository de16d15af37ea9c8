using System.Buffers;
using System.Runtime.InteropServices;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tensors;

/// <summary>Makes the wire tensors of a batch from the graph's outputs: reduced into pooled buffers, cut into items.</summary>
/// <param name="model">Name for messages.</param>
/// <param name="batchSize">Items.</param>
internal sealed class OutputCollector(string model, int batchSize)
{
    private readonly List<Column> _columns = [];

    /// <summary>Takes one output in.</summary>
    /// <param name="output">Its configuration.</param>
    /// <param name="shape">As the runtime gave it, batch axis first.</param>
    /// <param name="data">Its elements.</param>
    /// <exception cref="ModelRunException">The shape is not what the configuration promises.</exception>
    public void Add(OutputConfig output, long[] shape, ReadOnlySpan<byte> data)
    {
        if (FindFault(output, shape) is { } fault)
            throw new ModelRunException(model, fault);
        switch (output.Reduce)
        {
            case ArgmaxConfig argmax:
                AddArgmax(output, argmax, shape, MemoryMarshal.Cast<byte, float>(data));
                break;
            case QuantizeConfig quantize:
                var values = MemoryMarshal.Cast<byte, float>(data);
                Quantizer.Quantize(values, quantize.Scale, quantize.ZeroPoint, Rent(output.Name, TensorDatatype.UInt8, shape, values.Length));
                break;
            default:
                data.CopyTo(Rent(output.Name, output.Datatype, shape, data.Length));
                break;
        }
    }

    /// <summary>Hands the outputs over, those that each request wants, and the buffers with them.</summary>
    public BatchOutputs Finish(IReadOnlyList<InferenceRequest> batch)
    {
        var perRequest = new IReadOnlyList<Tensor>[batchSize];
        for (var item = 0; item < batchSize; item++)
        {
            var wanted = batch[item].Outputs;
            var tensors = new List<Tensor>(_columns.Count);
            foreach (var column in _columns)
            {
                if (wanted.Count == 0 || wanted.Contains(column.Name))
                    tensors.Add(new Tensor(column.Name, column.Datatype, column.Shape, column.Buffer.AsMemory(item * column.ItemBytes, column.ItemBytes)));
            }

            perRequest[item] = tensors;
        }

        return new BatchOutputs(perRequest, [.. _columns.Select(column => column.Buffer)]);
    }

    /// <summary>Gives the buffers back, for a run that fails on the way.</summary>
    public void Abandon()
    {
        foreach (var column in _columns)
            ArrayPool<byte>.Shared.Return(column.Buffer);
        _columns.Clear();
    }

    private void AddArgmax(OutputConfig output, ArgmaxConfig argmax, long[] shape, ReadOnlySpan<float> data)
    {
        var axis = 1 + argmax.Axis;
        var extent = (int)shape[axis];
        if (extent == 0)
            throw new ModelRunException(model, $"output '{output.Name}' is [{string.Join(',', shape)}]: there is no largest of no elements");
        var inner = 1;
        foreach (var after in shape.AsSpan(axis + 1))
            inner *= (int)after;
        long[] reduced = [.. shape[..axis], .. shape[(axis + 1)..]];
        var bytes = data.Length / extent * sizeof(int);
        var index = MemoryMarshal.Cast<byte, int>(Rent(output.Name + OutputConfig.IndexSuffix, TensorDatatype.Int32, reduced, bytes));
        var score = MemoryMarshal.Cast<byte, float>(Rent(output.Name + OutputConfig.ScoreSuffix, TensorDatatype.Fp32, reduced, bytes));
        Argmax.Reduce(data, extent, inner, index, score);
    }

    private string? FindFault(OutputConfig output, long[] shape)
    {
        var fits = shape.Length == output.Shape.Count + 1;
        for (var axis = 0; fits && axis < output.Shape.Count; axis++)
            fits = output.Shape[axis] < 0 || output.Shape[axis] == shape[axis + 1];
        if (!fits)
            return $"output '{output.Name}' came as [{string.Join(',', shape)}]; its config.yaml says [batch,{string.Join(',', output.Shape)}]";
        return shape[0] == batchSize ? null : $"output '{output.Name}' came with {shape[0]} items for a batch of {batchSize}: the graph does not keep the batch axis";
    }

    private Span<byte> Rent(string name, TensorDatatype datatype, long[] batchShape, int bytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bytes);
        _columns.Add(new Column(name, datatype, [1, .. batchShape[1..]], buffer, bytes / batchSize));
        return buffer.AsSpan(0, bytes);
    }

    private sealed record Column(string Name, TensorDatatype Datatype, long[] Shape, byte[] Buffer, int ItemBytes);
}
