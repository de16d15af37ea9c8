namespace Shepherd.Cli.Bench.Soak;

/// <summary>The worker after a minute at saturation.</summary>
/// <param name="Minute">From 1.</param>
/// <param name="Rps">Requests answered a second.</param>
/// <param name="P99Ms">Latency from produce to result read.</param>
/// <param name="HeapMib">Managed heap after a full collection.</param>
/// <param name="WorkingSetMib">Resident memory.</param>
/// <param name="NativeMib">Resident memory beside what the managed heap has from the system.</param>
internal sealed record SoakMinute(int Minute, double Rps, double P99Ms, double HeapMib, double WorkingSetMib, double NativeMib);
