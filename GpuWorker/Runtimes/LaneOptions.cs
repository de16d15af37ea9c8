namespace Shepherd.GpuWorker.Runtimes;

/// <summary>What a lane gives to the models on it.</summary>
/// <param name="Threads">CPU threads per run, for models that ask for no number of their own.</param>
/// <param name="Provider">Execution provider: <c>cpu</c>, <c>cuda</c> or <c>tensorrt</c>.</param>
/// <param name="Device">Number of the device, for providers that have several.</param>
internal sealed record LaneOptions(int Threads = 1, string Provider = LaneOptions.Cpu, int Device = 0)
{
    public const string Cpu = "cpu";
}
