using System.Text.Json;

namespace Shepherd.Simulator.Tests.Interference.Fitting;

/// <summary>iGniter's measurements on a V100 (icloud-ecnu/igniter, i-Gniter/Algorithm/config, commit b1ff2ab2) as transcribed in the shared data.</summary>
internal sealed class LawMeasurements(JsonElement root)
{
    /// <summary>Names and order of the models.</summary>
    public static readonly string[] Names = ["alexnet", "resnet50", "vgg19", "ssd"];

    public double FrequencyMaxMhz { get; } = root.GetProperty("max_frequency_mhz").GetDouble();

    public double PowerCapW { get; } = root.GetProperty("max_power_w").GetDouble();

    public double IdlePowerW { get; } = root.GetProperty("idle_power_w").GetDouble();

    public double[] PowerW { get; } = Numbers(root.GetProperty("power_w_by_co_located_vgg19"));

    public double[] FrequencyMhz { get; } = Numbers(root.GetProperty("frequency_mhz_by_co_located_vgg19"));

    public double[] DelayMs { get; } = Numbers(root.GetProperty("scheduling_delay_ms_by_co_located"));

    public int[] Batches { get; } = [.. Numbers(root.GetProperty("batch")).Select(b => (int)b)];

    public double[] Shares { get; } = Numbers(root.GetProperty("compute_share_percent"));

    public IReadOnlyList<MeasuredModel> Models { get; } = [.. Names.Select(n => new MeasuredModel(n, root.GetProperty("models").GetProperty(n)))];

    public static LawMeasurements Read() => new(JsonDocument.Parse(File.ReadAllText(Repository.Data("profiles/igniter_v100.json"))).RootElement);

    internal static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];
}

/// <summary>What was measured of one model.</summary>
internal sealed class MeasuredModel(string name, JsonElement json)
{
    public string Name => name;

    public int Kernels { get; } = json.GetProperty("kernels").GetInt32();

    public double[][] LatencyMs { get; } = Table(json, "gpu_latency_ms[batch][share]");

    public double[][] PowerW { get; } = Table(json, "power_w[batch][share]");

    public double[][] FrequencyMhz { get; } = Table(json, "frequency_mhz[batch][share]");

    /// <summary>At batch 1, 16, 32 on 10, 50, 100 %.</summary>
    public double[] L2 { get; } = LawMeasurements.Numbers(json.GetProperty("l2_utilisation_percent_at[batch 1,16,32; share as above]"));

    /// <summary>Of the second process of the same model beside it, both with batches of 16 on 50 %.</summary>
    public double NeighbourL2 { get; } = json.GetProperty("l2_utilisation_percent").GetDouble();

    public double ActiveAloneMs { get; } = json.GetProperty("active_ms_alone").GetDouble();

    public double ActiveBesideMs { get; } = json.GetProperty("active_ms_with_one_co_located").GetDouble();

    public double FrequencyBesideMhz { get; } = json.GetProperty("frequency_mhz_with_one_co_located").GetDouble();

    private static double[][] Table(JsonElement model, string key) => [.. model.GetProperty(key).EnumerateArray().Select(LawMeasurements.Numbers)];
}
