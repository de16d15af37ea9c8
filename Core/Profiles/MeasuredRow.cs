namespace Shepherd.Core.Profiles;

/// <summary>What batches of one size of a shape bucket took lately.</summary>
/// <param name="Batch">Requests in the batch.</param>
/// <param name="Runs">Runs that it is from; 0: reckoned from those of other sizes, by the profile's shape.</param>
/// <param name="MedianNs">Median time, nanoseconds.</param>
/// <param name="HighNs">A high percentile of it: the second largest of the last 32 runs.</param>
public readonly record struct MeasuredRow(int Batch, long Runs, long MedianNs, long HighNs);
