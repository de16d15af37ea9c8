using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Models;

/// <summary>Reads one item of <c>inputs</c>.</summary>
internal static class InputReader
{
    /// <summary>Bytes of one input of a full batch: a span's limit, and more than any model here takes.</summary>
    public const long BatchBytesMax = 1L << 30;

    public static InputConfig? Read(YamlSection section, int maxBatch)
    {
        var name = section.Text("name", required: true);
        var datatype = Datatypes.Read(section, "datatype");
        var shape = ShapeReader.Read(section);
        var axes = AxesReader.Read(section, shape);
        var pad = section.Number("pad");
        var wire = section.Section("wire") is { } wireSection ? WireReader.Read(wireSection, datatype, shape) : null;
        section.RefuseUnknownKeys();
        if (name is null || datatype is null || axes is null)
            return null;
        if (datatype == TensorDatatype.Bytes)
        {
            section.Fault("datatype", "found 'BYTES'", "byte strings cannot be batched: encode them before they are sent");
            return null;
        }

        var input = new InputConfig(name, datatype.Value, axes, pad ?? 0, wire);
        if (pad is { } value && PadElement.FindFault(datatype.Value, value) is { } fault)
            section.Fault("pad", fault, "choose a value that the datatype can hold");
        if (!Fits(input, maxBatch))
            section.Fault("shape", $"a batch of {maxBatch} takes over {BatchBytesMax} bytes", "lower max_batch or the extents");
        return input;
    }

    private static bool Fits(InputConfig input, int maxBatch)
    {
        var bytes = (double)maxBatch * input.Datatype.ElementBytes();
        foreach (var axis in input.Axes)
            bytes *= axis.IsFree ? axis.Padded(axis.Min) : axis.Extent;
        return bytes <= BatchBytesMax;
    }
}
