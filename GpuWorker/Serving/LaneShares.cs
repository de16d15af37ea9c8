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

    /// <summary>Says why the lanes cannot be pinned to cores of their own, or null.</summary>
    public static string? FindFault(int lanes, int threads, IReadOnlyList<int> cores) => (long)lanes * threads <= cores.Count
        ? null
        : $"{lanes} lanes of {threads} threads cannot have cores of their own: this process may use {cores.Count}. Give it fewer lanes or threads, or leave the pinning out";
}
