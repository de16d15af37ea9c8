namespace Shepherd.GpuWorker.Runtimes;

/// <summary>What a lane gives to the models on it.</summary>
/// <param name="Threads">CPU threads per run, for models that ask for no number of their own.</param>
/// <param name="Provider">Execution provider: <c>cpu</c>, <c>cuda</c> or <c>tensorrt</c>.</param>
/// <param name="Device">Number of the device, for providers that have several.</param>
internal sealed record LaneOptions(int Threads = 1, string Provider = LaneOptions.Cpu, int Device = 0)
{
    public const string Cpu = "cpu";

    /// <summary>Its device, as in <c>--devices</c>: <c>cpu:1</c>.</summary>
    public string Name => $"{Provider}:{Device}";

    /// <summary>Lanes that the device is divided into, all alike; the lane has so large a share of its compute.</summary>
    public int LanesOfDevice { get; init; } = 1;

    /// <summary>Logical processors that the lane's threads stay on; empty: any.</summary>
    public IReadOnlyList<int> Cores { get; init; } = [];
}
