using System.Runtime.InteropServices;
using System.Text;

namespace Shepherd.GpuWorker.Telemetry.Hardware;

/// <summary>NVIDIA's management library, which comes with its driver: <c>nvml.h</c>, functions of version 2. One per process; it is never shut down, as a process may have several workers.</summary>
internal sealed unsafe class Nvml : IGpuProbe
{
    /// <summary>The driver's own; without the number only where its headers are installed.</summary>
    private static readonly string[] Libraries = ["libnvidia-ml.so.1", "nvml.dll"];

    private const int Success = 0;
    private const int UuidBytes = 96;
    private const int NameBytes = 96;

    private readonly delegate* unmanaged<uint*, int> _count;
    private readonly delegate* unmanaged<uint, nint*, int> _handle;
    private readonly delegate* unmanaged<nint, byte*, uint, int> _uuid;
    private readonly delegate* unmanaged<nint, byte*, uint, int> _name;
    private readonly delegate* unmanaged<nint, Utilization*, int> _utilization;
    private readonly delegate* unmanaged<nint, Memory*, int> _memory;

    private Nvml(nint library)
    {
        _count = (delegate* unmanaged<uint*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetCount_v2");
        _handle = (delegate* unmanaged<uint, nint*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetHandleByIndex_v2");
        _uuid = (delegate* unmanaged<nint, byte*, uint, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetUUID");
        _name = (delegate* unmanaged<nint, byte*, uint, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetName");
        _utilization = (delegate* unmanaged<nint, Utilization*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetUtilizationRates");
        _memory = (delegate* unmanaged<nint, Memory*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetMemoryInfo");
    }

    /// <summary>Loads and starts it.</summary>
    /// <param name="reason">Why there is none; empty where there is.</param>
    public static Nvml? TryLoad(out string reason)
    {
        reason = $"none of {string.Join(", ", Libraries)} can be loaded: this machine has no NVIDIA driver, or its container was not given it";
        foreach (var name in Libraries)
        {
            if (!NativeLibrary.TryLoad(name, out var library))
                continue;
            try
            {
                var start = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlInit_v2");
                if (start() is not Success and var error)
                {
                    reason = $"{name} does not start (NVML error {error}): the driver is not loaded, or of another version";
                    return null;
                }

                reason = "";
                return new Nvml(library);
            }
            catch (EntryPointNotFoundException fault)
            {
                reason = $"{name} is too old: {fault.Message}";
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<GpuFigures> Look()
    {
        uint count;
        if (_count(&count) != Success)
            return [];
        var gpus = new List<GpuFigures>();
        for (var index = 0u; index < count; index++)
        {
            nint device;
            Utilization utilization;
            Memory memory;
            // A device that fell off its bus answers nothing; the others are told.
            if (_handle(index, &device) != Success || _memory(device, &memory) != Success)
                continue;
            var isUtilizationKnown = _utilization(device, &utilization) == Success;
            gpus.Add(new GpuFigures(Text(_uuid, device, UuidBytes), Text(_name, device, NameBytes), (long)memory.Used, (long)memory.Total) { UtilizationPercent = isUtilizationKnown ? (int)utilization.Gpu : null });
        }

        return gpus;
    }

    private static string Text(delegate* unmanaged<nint, byte*, uint, int> ask, nint device, int length)
    {
        var buffer = stackalloc byte[length];
        if (ask(device, buffer, (uint)length) != Success)
            return "";
        var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer);
        return Encoding.UTF8.GetString(text);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Utilization
    {
        public uint Gpu;
        public uint Memory;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }
}
