using System.Globalization;
using System.Text.Json;
using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Benchmarks.Estimator;

/// <summary>Reads the published tables: NVIDIA DeepLearningExamples, ParvaGPU (SC'24), iGniter (TPDS'23).</summary>
internal static class PublishedTables
{
    private const double NsPerMs = 1e6;

    public static IReadOnlyList<TableRow> Read(string folder) =>
        [.. Nvidia(Path.Combine(folder, "nvidia_dle_latency_vs_batch.csv")), .. Parva(Path.Combine(folder, "parvagpu_a100_mig.csv")), .. Igniter(Path.Combine(folder, "igniter_v100.json"))];

    private static IEnumerable<TableRow> Nvidia(string path)
    {
        foreach (var row in Rows(path))
        {
            var stack = (row["framework"], row["backend"]) switch
            {
                ("triton", "NVIDIA TensorRT" or "ONNX Runtime TensorRT") => "tensorrt",
                ("triton", "ONNX Runtime") => "onnxruntime",
                ("triton", "PyTorch") or ("pytorch", _) => "pytorch",
                _ => null,
            };
            var precision = row["precision"] switch { "fp16" or "amp" => Precision.Fp16, "tf32" => Precision.Tf32, _ => Precision.Fp32 };
            var device = DeviceCatalog.Find(row["gpu"].Replace("GB", "", StringComparison.Ordinal));
            if (stack is not null && device is not null && KnownModels.Find(row["model"].Replace("-widese", "", StringComparison.Ordinal)) is not null && !row["model"].Contains("widese", StringComparison.Ordinal))
                yield return new TableRow(stack, row["model"], device, precision, int.Parse(row["batch"], CultureInfo.InvariantCulture), Number(row["latency_avg_ms"].Length > 0 ? row["latency_avg_ms"] : row["p50_ms"]) * NsPerMs, "nvidia");
        }
    }

    /// <summary>One process on all seven slices, which have 98 of the 108 cores. PyTorch, its convolutions in TF32 (its throughputs are past what FP32 can do). Latencies are whole milliseconds, so throughputs are read.</summary>
    private static IEnumerable<TableRow> Parva(string path)
    {
        var device = DeviceCatalog.Find("A100-80")! with { Cores = 98, Tf32Flops = 156e12 * 98 / 108, Fp32Flops = 19.5e12 * 98 / 108 };
        foreach (var row in Rows(path))
        {
            if (row["mig_slices"] == "7" && row["processes"] == "1" && Number(row["throughput_per_s"]) > 0 && KnownModels.Find(row["model"]) is not null)
                yield return new TableRow("pytorch", row["model"], device, Precision.Tf32, int.Parse(row["batch"], CultureInfo.InvariantCulture), Number(row["batch"]) / Number(row["throughput_per_s"]) * 1e9, "parvagpu");
        }
    }

    /// <summary>The whole device; TensorRT in 32 bits.</summary>
    private static IEnumerable<TableRow> Igniter(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement;
        foreach (var model in root.GetProperty("models").EnumerateObject().Where(m => KnownModels.Find(m.Name) is not null))
        {
            var latencies = model.Value.GetProperty("gpu_latency_ms[batch][share]");
            for (var i = 0; i < latencies.GetArrayLength(); i++)
                yield return new TableRow("tensorrt", model.Name, DeviceCatalog.Find("V100-16")!, Precision.Fp32, root.GetProperty("batch")[i].GetInt32(), latencies[i][latencies[i].GetArrayLength() - 1].GetDouble() * NsPerMs, "igniter");
        }
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> Rows(string path)
    {
        var lines = File.ReadAllLines(path);
        var names = lines[0].Split(',');
        // No cell of these files has a comma in it.
        return lines.Skip(1).Where(l => l.Length > 0).Select(line => names.Zip(line.Split(',')).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal));
    }

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
