using System.Globalization;

namespace Shepherd.Cli.Bench.Load;

/// <summary>A model that only takes its time.</summary>
/// <param name="Name">Of the model, and of its group.</param>
/// <param name="SloMs">Relative deadline.</param>
/// <param name="SingleMs">Time of a batch of one.</param>
/// <param name="FullMs">Time of a batch of <see cref="ReplayRepository.BatchMax"/>.</param>
/// <param name="MemoryMb">What it takes of a device.</param>
internal sealed record ReplaySpec(string Name, int SloMs, double SingleMs, double FullMs, int MemoryMb);

/// <summary>Model repositories of such models, each a group of its own.</summary>
internal static class ReplayRepository
{
    public const int BatchMax = 8;

    /// <summary>Bytes of the one tensor that requests bring and results carry.</summary>
    private const int TensorBytes = 8;

    /// <summary>Writes one.</summary>
    /// <returns>Its root.</returns>
    public static string Write(string folder, IEnumerable<ReplaySpec> models)
    {
        var root = Path.Combine(folder, "models");
        foreach (var model in models)
        {
            var version = Directory.CreateDirectory(Path.Combine(root, model.Name, "1")).FullName;
            File.WriteAllText(Path.Combine(version, "config.yaml"), string.Create(CultureInfo.InvariantCulture, $$"""
                runtime: replay
                slo_ms: {{model.SloMs}}
                max_batch: {{BatchMax}}
                memory_mb: {{model.MemoryMb}}
                inputs: [{name: x, datatype: UINT8, shape: [{{TensorBytes}}]}]
                outputs: [{name: y, datatype: UINT8, shape: [{{TensorBytes}}]}]
                replay: {latency_ms: {1: {{model.SingleMs}}, {{BatchMax}}: {{model.FullMs}} } }

                """));
        }

        return root;
    }

    /// <summary>A request's value.</summary>
    public static byte[] Request(string model)
    {
        using var writer = new Schemas.PooledBufferWriter();
        Schemas.RequestCodec.Encode(new Schemas.InferenceRequest("", model, [new Schemas.Tensor("x", Schemas.TensorDatatype.UInt8, [1, TensorBytes], new byte[TensorBytes])]), Schemas.ContentTypes.Avro, writer);
        return writer.WrittenSpan.ToArray();
    }
}
