using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Runtimes;

namespace Shepherd.GpuWorker.Serving;

/// <summary>Divides a worker's devices into lanes of equal shares, in the devices' order.</summary>
internal static class LaneShares
{
    /// <param name="devices">Names of devices, kind:number.</param>
    /// <param name="lanesPerDevice">Lanes of each.</param>
    /// <param name="threads">CPU threads of a lane.</param>
    /// <param name="cores">Logical processors to give out, so many to a lane as it has threads; null: threads go where the system puts them.</param>
    public static IReadOnlyList<LaneOptions> Of(IReadOnlyList<string> devices, int lanesPerDevice, int threads, IReadOnlyList<int>? cores)
    {
        var lanes = new List<LaneOptions>();
        foreach (var device in devices)
        {
            DeviceName.TryParse(device, out var kind, out var number);
            for (var lane = 0; lane < lanesPerDevice; lane++)
            {
                lanes.Add(new LaneOptions(threads, kind, number)
                {
                    LanesOfDevice = lanesPerDevice,
                    Cores = cores is null ? [] : [.. cores.Skip(lanes.Count * threads).Take(threads)],
                });
            }
        }

        return lanes;
    }

    /// <summary>Says why a worker cannot have the lanes that it is to have, or null.</summary>
    public static string? FindFault(WorkerOptions options)
    {
        if (options.LanesPerDevice is < 1 or > WorkerOptions.LanesPerDeviceCeiling)
            return $"lanes per device: {options.LanesPerDevice} is not between 1 and {WorkerOptions.LanesPerDeviceCeiling}";
        if (options.Threads < 1)
            return $"threads per lane: {options.Threads} is not at least 1";
        if (options.LanesPerDevice > 1 && options.Devices.FirstOrDefault(device => !IsCpu(device)) is { } gpu)
        {
            return $"device '{gpu}' cannot have {options.LanesPerDevice} lanes in one process: start {options.LanesPerDevice} workers on it under NVIDIA MPS, "
                + $"each with CUDA_MPS_ACTIVE_THREAD_PERCENTAGE={100 / options.LanesPerDevice} in its environment";
        }

        return options.PinsCores ? FindFault(options.Devices.Count * options.LanesPerDevice, options.ThreadsPerLane, CoreAffinity.Available()) : null;
    }

    /// <summary>Says why the lanes cannot have cores of their own, or null.</summary>
    public static string? FindFault(int lanes, int threads, IReadOnlyList<int> cores) => (long)lanes * threads <= cores.Count
        ? null
        : $"{lanes} lanes of {threads} threads cannot have cores of their own: this process may use {cores.Count}. Give it fewer lanes or threads, or leave the pinning out";

    private static bool IsCpu(string device) => DeviceName.TryParse(device, out var kind, out _) && kind == LaneOptions.Cpu;
}
