namespace Shepherd.Onnx.Segments;

/// <summary>How a chain did against the whole model, run by turns.</summary>
/// <param name="Batches">One for each batch size.</param>
/// <param name="LargestDifference">Of any output to the whole model's, over the largest value of that output or 1, whichever is more; infinity where one gives what is no number and the other does not.</param>
public sealed record SegmentTrial(IReadOnlyList<BatchTrial> Batches, double LargestDifference);

/// <summary>One batch size's trial.</summary>
/// <param name="Batch">Requests in a batch.</param>
/// <param name="WholeNs">Median time of the whole model.</param>
/// <param name="ChainNs">Median time of the chain.</param>
/// <param name="Overhead">Median over all rounds of what the chain took longer than the whole model beside it, as a share: 0.02 is 2 %.</param>
/// <param name="LeastOverhead">The same of the quickest run of either: what else the machine does only ever adds to a run.</param>
/// <param name="Rounds">How many there were.</param>
public sealed record BatchTrial(int Batch, long WholeNs, long ChainNs, double Overhead, double LeastOverhead, int Rounds);
