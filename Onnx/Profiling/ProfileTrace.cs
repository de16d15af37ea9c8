using System.Globalization;
using System.Text.Json;
using Shepherd.Onnx.Graphs;

namespace Shepherd.Onnx.Profiling;

/// <summary>Reads the trace that ONNX Runtime writes with <c>EnableProfiling</c>: events of the Chrome trace format, one for each kernel, inside one for each run.</summary>
internal static class ProfileTrace
{
    private const string KernelSuffix = "_kernel_time";
    private const string RunEvent = "model_run";

    /// <summary>Runs in the order they were made.</summary>
    public static IReadOnlyList<ObservedRun> Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var runs = new List<(long StartUs, long DurationUs)>();
        var kernels = new List<(long StartUs, JsonElement Event)>();
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            var name = entry.GetProperty("name").GetString()!;
            if (name == RunEvent)
                runs.Add((entry.GetProperty("ts").GetInt64(), entry.GetProperty("dur").GetInt64()));
            else if (name.EndsWith(KernelSuffix, StringComparison.Ordinal))
                kernels.Add((entry.GetProperty("ts").GetInt64(), entry));
        }

        kernels.Sort((a, b) => a.StartUs.CompareTo(b.StartUs));
        return [.. runs.OrderBy(r => r.StartUs).Select(r => ToRun(r.DurationUs, [.. kernels.Where(k => k.StartUs >= r.StartUs && k.StartUs <= r.StartUs + r.DurationUs).Select(k => k.Event)]))];
    }

    private static ObservedRun ToRun(long durationUs, IReadOnlyList<JsonElement> kernels)
    {
        var (before, peak) = (default(long?), 0L);
        var operators = new List<ObservedOperator>(kernels.Count);
        foreach (var kernel in kernels)
        {
            var name = kernel.GetProperty("name").GetString()!;
            var arguments = kernel.GetProperty("args");
            operators.Add(new ObservedOperator(name[..^KernelSuffix.Length], kernel.GetProperty("dur").GetInt64(), ReadShapes(arguments)));
            var inUse = Number(arguments, "mem_bytes_in_use");
            before ??= inUse - Number(arguments, "mem_in_use_delta");
            peak = Math.Max(peak, inUse - before.Value);
        }

        return new ObservedRun(durationUs, operators, peak);
    }

    private static List<TensorShape> ReadShapes(JsonElement arguments)
    {
        var shapes = new List<TensorShape>();
        if (!arguments.TryGetProperty("output_type_shape", out var outputs))
            return shapes;
        foreach (var output in outputs.EnumerateArray())
        {
            foreach (var tensor in output.EnumerateObject())
                shapes.Add(new TensorShape(ElementTypes.OfProfile(tensor.Name), [.. tensor.Value.EnumerateArray().Select(d => d.GetInt64())]));
        }

        return shapes;
    }

    private static long Number(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && long.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
