using Shepherd.Schemas;

namespace Shepherd.Cli.Bench.HandOver;

/// <summary>One partition that went from worker to worker, as its results show it.</summary>
/// <param name="Group">Index of the model group.</param>
/// <param name="Partition">Of its request topic.</param>
/// <param name="From">Who published its last result before.</param>
/// <param name="To">Who published its first result after.</param>
/// <param name="Epoch">Of the first result by the new owner.</param>
/// <param name="GapNs">From the last result by the old owner to the first by the new.</param>
/// <param name="SpacingNs">What lies between two results of this partition otherwise, the median.</param>
/// <param name="WorstNs">Longest wait for a result among the requests that the change held up: sent before the new owner's first result, and answered by it.</param>
internal sealed record OwnerChange(int Group, int Partition, string From, string To, Epoch Epoch, long GapNs, long SpacingNs, long WorstNs);
