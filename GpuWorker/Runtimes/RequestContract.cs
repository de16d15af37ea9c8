using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>What a request must be for a model to run it, and the bucket that it runs in. The same for every runtime; safe for any thread.</summary>
internal sealed class RequestContract
{
    private readonly ModelDefinition _model;
    private readonly string[] _outputs;
    private readonly int _rankSum;

    public RequestContract(ModelDefinition model)
    {
        _model = model;
        _outputs = [.. model.Config.Outputs.SelectMany(output => output.WireTensors()).Select(tensor => tensor.Name)];
        _rankSum = model.Config.Inputs.Sum(input => input.Axes.Count);
    }

    /// <inheritdoc cref="ILoadedModel.FindFault"/>
    public string? FindFault(InferenceRequest request)
    {
        var inputs = _model.Config.Inputs;
        foreach (var tensor in request.Inputs)
        {
            if (!HasInput(tensor.Name))
                return $"model '{_model.Name}' has no input '{tensor.Name}'; it takes {string.Join(", ", inputs.Select(input => input.Name))}";
        }

        foreach (var input in inputs)
        {
            if (FindFault(input, request) is { } fault)
                return fault;
        }

        foreach (var output in request.Outputs)
        {
            if (!_outputs.Contains(output, StringComparer.Ordinal))
                return $"model '{_model.Name}' has no output '{output}'; it gives {string.Join(", ", _outputs)}";
        }

        return null;
    }

    /// <inheritdoc cref="ILoadedModel.BucketOf"/>
    public BucketKey BucketOf(InferenceRequest request)
    {
        var extents = new long[_rankSum];
        var next = 0;
        foreach (var input in _model.Config.Inputs)
        {
            var tensor = Find(request, input);
            for (var axis = 0; axis < input.Axes.Count; axis++)
                extents[next++] = input.Axes[axis].Padded(Extent(tensor, input, axis));
        }

        return new BucketKey(extents);
    }

    /// <summary>The tensor that a request without fault has for an input.</summary>
    public static Tensor Find(InferenceRequest request, InputConfig input)
    {
        foreach (var tensor in request.Inputs)
        {
            if (tensor.Name == input.Name)
                return tensor;
        }

        throw new ArgumentException($"request '{request.Id}' has no input '{input.Name}': requests at fault are not run", nameof(request));
    }

    /// <summary>Extent of a tensor along one of the graph's axes.</summary>
    public static long Extent(Tensor tensor, InputConfig input, int axis) => tensor.Shape[1 + input.WireAxis(axis)];

    private bool HasInput(string name)
    {
        foreach (var input in _model.Config.Inputs)
        {
            if (input.Name == name)
                return true;
        }

        return false;
    }

    private string? FindFault(InputConfig input, InferenceRequest request)
    {
        Tensor? found = null;
        foreach (var tensor in request.Inputs)
        {
            if (tensor.Name != input.Name)
                continue;
            if (found is not null)
                return $"input '{input.Name}' is there twice";
            found = tensor;
        }

        return found is null ? $"input '{input.Name}' is missing" : FindFault(input, found);
    }

    private string? FindFault(InputConfig input, Tensor tensor)
    {
        if (tensor.Datatype != input.WireDatatype)
            return $"input '{input.Name}' is {tensor.Datatype.WireName()} and must be {input.WireDatatype.WireName()}";
        if (tensor.Shape.Length != input.Axes.Count + 1)
            return $"input '{input.Name}' is [{string.Join(',', tensor.Shape)}] and must have {input.Axes.Count + 1} axes: [{string.Join(',', input.WireShape())}]";
        if (tensor.Shape[0] != 1)
            return $"input '{input.Name}' has a batch extent of {tensor.Shape[0]}; a request is one item (extent 1): the worker makes the batches";
        var bytes = (double)input.Datatype.ElementBytes() * _model.Config.MaxBatch;
        for (var axis = 0; axis < input.Axes.Count; axis++)
        {
            var extent = Extent(tensor, input, axis);
            if (input.Axes[axis].FindFault(extent) is { } fault)
                return $"input '{input.Name}': axis {1 + input.WireAxis(axis)} of [{string.Join(',', tensor.Shape)}] {fault}";
            bytes *= input.Axes[axis].Padded(extent);
        }

        return bytes > InputReader.BatchBytesMax
            ? $"input '{input.Name}' [{string.Join(',', tensor.Shape)}]: a batch of {_model.Config.MaxBatch} takes over {InputReader.BatchBytesMax} bytes"
            : tensor.FindFault();
    }
}
