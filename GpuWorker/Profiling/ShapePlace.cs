namespace Shepherd.GpuWorker.Profiling;

/// <summary>Where a shape bucket lies among the measured ones: its time is theirs, so much of each.</summary>
/// <param name="Lower">A measured shape.</param>
/// <param name="LowerShare">Its weight, not negative.</param>
/// <param name="Upper">Another, or the same.</param>
/// <param name="UpperShare">Its weight, not negative.</param>
internal readonly record struct ShapePlace(int Lower, double LowerShare, int Upper, double UpperShare);
