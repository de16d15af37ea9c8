using YamlDotNet.RepresentationModel;

namespace Shepherd.GpuWorker.Models;

/// <summary>Reads the rules for an input's free axes: <c>multiple_of</c>, <c>min_extent</c>, <c>max_extent</c>, <c>buckets</c>.</summary>
internal static class AxesReader
{
    /// <summary>Sizes per axis: each costs a warm-up, a profile and a place to batch.</summary>
    private const int BucketsMax = 64;

    /// <param name="section">An item of <c>inputs</c>.</param>
    /// <param name="shape">Its shape; null when that is at fault: then only the keys are noted as known.</param>
    public static IReadOnlyList<AxisConfig>? Read(YamlSection section, IReadOnlyList<int>? shape)
    {
        var multiples = PerAxis(section, "multiple_of", shape, 1);
        var minima = PerAxis(section, "min_extent", shape, 1);
        var maxima = PerAxis(section, "max_extent", shape, null);
        var buckets = ReadBuckets(section, shape);
        if (shape is null || multiples is null || minima is null || maxima is null || buckets is null)
            return null;
        var axes = new List<AxisConfig>(shape.Count);
        for (var axis = 0; axis < shape.Count; axis++)
        {
            axes.Add(shape[axis] >= 0
                ? AxisConfig.Fixed(shape[axis])
                : Free(section, axis, multiples[axis]!.Value, minima[axis]!.Value, maxima[axis], buckets.GetValueOrDefault(axis, [])));
        }

        return axes;
    }

    private static AxisConfig Free(YamlSection section, int axis, int multipleOf, int min, int? max, IReadOnlyList<int> buckets)
    {
        var largest = buckets.Count > 0 ? buckets[^1] : ShapeReader.ExtentMax;
        if (buckets.Any(bucket => bucket % multipleOf != 0))
            section.Fault("buckets", $"axis {axis}: [{string.Join(", ", buckets)}]", $"each must be a multiple of {multipleOf} (multiple_of)");
        if (max > largest)
            section.Fault("max_extent", $"axis {axis}: {max} is over the largest bucket {largest}", "lower it or add a bucket");
        var top = Math.Min(max ?? largest, largest);
        if (min > top || (buckets.Count == 0 && top / multipleOf * multipleOf < min))
            section.Fault("min_extent", $"axis {axis}: no extent lies between {min} and {top}", "lower it, or raise max_extent or the buckets");
        // Padding reaches a size that the graph takes, so an item in a bucket may have any extent.
        return new AxisConfig(-1, buckets.Count > 0 ? 1 : multipleOf, min, top, buckets);
    }

    /// <summary>One integer for all free axes, or a list with one for each axis of the shape.</summary>
    private static IReadOnlyList<int?>? PerAxis(YamlSection section, string key, IReadOnlyList<int>? shape, int? absent)
    {
        var value = section.Find(key);
        if (shape is null)
            return null;
        if (value is null)
            return [.. Enumerable.Repeat(absent, shape.Count)];
        if (!shape.Any(extent => extent < 0))
        {
            section.Fault(key, "no axis of shape is free", "remove it, or write -1 in shape");
            return null;
        }

        if (value is not YamlSequenceNode)
            return YamlValues.Integer(value, section.KeyPath(key), 1, ShapeReader.ExtentMax, section.Faults) is { } one ? [.. Enumerable.Repeat<int?>(one, shape.Count)] : null;
        if (section.Integers(key, 1, ShapeReader.ExtentMax) is not { } list)
            return null;
        if (list.Count == shape.Count)
            return [.. list.Select(extent => (int?)extent)];
        section.Fault(key, $"found {list.Count} values", $"expected one integer, or one for each of the {shape.Count} axes of shape");
        return null;
    }

    private static Dictionary<int, IReadOnlyList<int>>? ReadBuckets(YamlSection section, IReadOnlyList<int>? shape)
    {
        var buckets = new Dictionary<int, IReadOnlyList<int>>();
        if (section.Section("buckets") is not { } map)
            return section.Find("buckets") is null ? buckets : null;
        foreach (var (key, value) in map.Entries())
        {
            var usable = false;
            var sizes = YamlValues.Integers(value, map.KeyPath(key), 1, ShapeReader.ExtentMax, section.Faults);
            if (!int.TryParse(key, out var axis) || (shape is not null && (axis < 0 || axis >= shape.Count || shape[axis] >= 0)))
                map.Fault(key, "is not a free axis", "the key is the position in shape, from 0, of an extent of -1");
            else if (sizes is { Count: 0 or > BucketsMax } || (sizes is not null && !Ascends(sizes)))
                map.Fault(key, $"found [{string.Join(", ", sizes)}]", $"expected 1 to {BucketsMax} sizes in ascending order");
            else if (sizes is not null)
                usable = buckets.TryAdd(axis, sizes);
            if (!usable)
                return null;
        }

        return buckets;
    }

    private static bool Ascends(IReadOnlyList<int> sizes) => sizes.Zip(sizes.Skip(1)).All(pair => pair.First < pair.Second);
}
