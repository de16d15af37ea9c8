using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Models;

/// <summary>Reads one item of <c>outputs</c>.</summary>
internal static class OutputReader
{
    /// <summary>Steps between the smallest and the largest UINT8.</summary>
    private const int UInt8Steps = byte.MaxValue;

    public static OutputConfig? Read(YamlSection section)
    {
        var name = section.Text("name", required: true);
        var datatype = Datatypes.Read(section, "datatype");
        var shape = ShapeReader.Read(section);
        var reduce = section.Section("reduce") is { } reduceSection ? ReadReduction(reduceSection, datatype, shape) : null;
        section.RefuseUnknownKeys();
        if (name is null || datatype is null || shape is null)
            return null;
        if (datatype != TensorDatatype.Bytes)
            return new OutputConfig(name, datatype.Value, shape, reduce);
        section.Fault("datatype", "found 'BYTES'", "byte strings cannot be cut into a batch's items: choose another output");
        return null;
    }

    private static ReductionConfig? ReadReduction(YamlSection section, TensorDatatype? datatype, IReadOnlyList<int>? shape)
    {
        if (datatype is not null and not TensorDatatype.Fp32)
            section.Fault("kind", $"the output is {datatype.Value.WireName()}", "only FP32 is reduced: remove reduce");
        if (section.Choice("kind", ["argmax", "quantize"], required: true) is not { } kind)
            return null;
        ReductionConfig? reduction = kind == "argmax" ? ReadArgmax(section, shape) : ReadQuantize(section);
        section.RefuseUnknownKeys();
        return reduction;
    }

    private static ArgmaxConfig? ReadArgmax(YamlSection section, IReadOnlyList<int>? shape)
    {
        var rank = shape?.Count ?? 0;
        if (rank == 0)
        {
            section.Find("axis", required: true);
            if (shape is not null)
                section.Fault("kind", "the output has no axis beside the batch axis", "remove reduce");
            return null;
        }

        return section.Integer("axis", -rank, rank - 1, required: true) is { } axis ? new ArgmaxConfig(axis < 0 ? axis + rank : axis) : null;
    }

    private static QuantizeConfig? ReadQuantize(YamlSection section)
    {
        section.Choice("datatype", ["UINT8"]);
        var scale = section.Number("scale");
        var zeroPoint = section.Number("zero_point");
        var range = section.Numbers("range");
        if (section.Has("range") == section.Has("scale"))
        {
            section.Fault("kind", "needs either range or scale", "write range: [smallest, largest], or scale and zero_point");
            return null;
        }

        if (section.Has("range") && section.Has("zero_point"))
            section.Fault("zero_point", "stands beside range", "range says where zero lies: remove it");
        if (section.Has("scale") && scale is <= 0)
            section.Fault("scale", $"found {scale}", "expected a number over 0");
        if (range is not null && range is not [var low, var high])
            section.Fault("range", $"found {range.Count} values", "expected [smallest, largest]");
        else if (range is [var from, var to] && to <= from)
            section.Fault("range", $"found [{from}, {to}]", "the largest comes second and is larger");
        else if (range is [var bottom, var top])
            return new QuantizeConfig((float)((top - bottom) / UInt8Steps), (float)(-bottom * UInt8Steps / (top - bottom)));
        return scale > 0 ? new QuantizeConfig((float)scale.Value, (float)(zeroPoint ?? 0)) : null;
    }
}
