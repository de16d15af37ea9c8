using Shepherd.Schemas;
using YamlDotNet.RepresentationModel;

namespace Shepherd.GpuWorker.Models;

/// <summary>Reads <c>wire</c>: how a picture travels and how it becomes the graph's FP32 planes.</summary>
internal static class WireReader
{
    private const string Picture = "wire is for pictures: shape must be [channels, height, width] with fixed channels";

    public static WireConfig? Read(YamlSection section, TensorDatatype? modelDatatype, IReadOnlyList<int>? shape)
    {
        var datatype = section.Choice("datatype", ["UINT8", "FP32"], required: true);
        var layout = section.Choice("layout", ["HWC", "CHW"]);
        var isPicture = shape is [> 0, _, _];
        var count = isPicture ? shape![0] : 0;
        var channels = ReadChannels(section, count);
        var scale = section.Number("scale");
        var mean = PerChannel(section, "mean", count, 0);
        var std = PerChannel(section, "std", count, 1);
        if (scale == 0)
            section.Fault("scale", "found 0", "every picture would look the same: expected another number");
        if (std is not null && std.Contains(0))
            section.Fault("std", "found 0", "it divides: expected other numbers");
        section.RefuseUnknownKeys();
        if (shape is not null && !isPicture)
            section.Faults.Add(section.Line, section.KeyPath("datatype"), $"shape is [{string.Join(", ", shape)}]", Picture);
        if (modelDatatype is not null and not TensorDatatype.Fp32)
            section.Faults.Add(section.Line, section.KeyPath("datatype"), $"the graph's datatype is {modelDatatype.Value.WireName()}", "wire makes FP32 only");
        return TensorDatatypes.TryParse(datatype, out var parsed) && channels is not null && mean is not null && std is not null
            ? new WireConfig(parsed, layout == "HWC", channels, scale ?? 1, mean, std)
            : null;
    }

    /// <summary>Pictures travel as RGB; <c>bgr</c> says that the model wants them reversed, a list says which wire channel each of its channels is.</summary>
    private static IReadOnlyList<int>? ReadChannels(YamlSection section, int count)
    {
        var value = section.Find("channels");
        if (value is null or YamlScalarNode { Value: "rgb" })
            return CheckedColours(section, value, count, [.. Enumerable.Range(0, count)]);
        if (value is YamlScalarNode { Value: "bgr" })
            return CheckedColours(section, value, count, [2, 1, 0]);
        if (value is not YamlSequenceNode)
        {
            section.Fault("channels", YamlValues.Describe(value), "expected rgb, bgr or a list such as [2, 1, 0]");
            return null;
        }

        if (section.Integers("channels", 0, int.MaxValue) is not { } order)
            return null;
        if (count == 0 || order.Order().SequenceEqual(Enumerable.Range(0, count)))
            return order;
        section.Fault("channels", $"found [{string.Join(", ", order)}]", $"expected each of 0 to {count - 1} once");
        return null;
    }

    private static IReadOnlyList<int>? CheckedColours(YamlSection section, YamlNode? value, int count, IReadOnlyList<int> order)
    {
        if (value is null || count is 0 or 3)
            return order;
        section.Fault("channels", $"{YamlValues.Describe(value)}, and shape has {count} channels", "expected a list of wire channels");
        return null;
    }

    private static IReadOnlyList<double>? PerChannel(YamlSection section, string key, int count, double absent)
    {
        if (!section.Has(key))
        {
            section.Find(key);
            return [.. Enumerable.Repeat(absent, count)];
        }

        var values = section.Numbers(key);
        if (values is null || count == 0 || values.Count == count)
            return values;
        section.Fault(key, $"found {values.Count} values", $"expected {count}, one for each channel of the model");
        return null;
    }
}
