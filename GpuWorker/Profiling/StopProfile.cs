namespace Shepherd.GpuWorker.Profiling;

/// <summary>What stopping a model's batches took before it served.</summary>
/// <param name="ExitPoints">Segments between which it stopped; 0: anywhere.</param>
/// <param name="Stops">One or more stops.</param>
/// <param name="StateBytes">The most that a suspended batch kept on its device, per request; 0 where none can be suspended.</param>
internal sealed record StopProfile(int ExitPoints, IReadOnlyList<MeasuredStop> Stops, long StateBytes);

/// <summary>One stop.</summary>
/// <param name="TotalNs">How long the batch would have run.</param>
/// <param name="DelayNs">From its exit point to the device free again: from the stop itself, where a batch can stop anywhere.</param>
internal readonly record struct MeasuredStop(long TotalNs, long DelayNs);
