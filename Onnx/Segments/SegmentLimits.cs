using System.Globalization;

namespace Shepherd.Onnx.Segments;

/// <summary>When a model cuts well. Past these limits it is better run whole, and a batch that must give way restarted.</summary>
public static class SegmentLimits
{
    /// <summary>Most that a chain may take longer, as a share. A batch that is stopped at a random time and starts anew loses half of itself: were one in five stopped, that is as much.</summary>
    public const double OverheadMax = 0.10;

    /// <summary>Longest segment over the mean one. Past it most waits for the end of a segment are waits for that one.</summary>
    public const double ImbalanceMax = 2.5;

    /// <summary>Largest difference of outputs to the whole model's: what reordered sums of 32-bit floats differ by.</summary>
    public const double DifferenceMax = 1e-5;

    /// <summary>Says why a model is better run whole; null where it cuts well.</summary>
    public static string? FindFault(IReadOnlyList<Segment> segments, double imbalance, SegmentTrial? trial)
    {
        if (segments.Count < 2)
            return "there is no place at which the size of all that is live is known and both sides have work; a batch that must give way is restarted";
        if (imbalance > ImbalanceMax)
            return Text($"its longest segment takes {imbalance:0.00} times the mean one (limit {ImbalanceMax}); give another number of segments");
        if (trial is null)
            return null;
        // Beside a busy neighbour either figure may be high by chance; a chain that is slow is slow by both.
        var overhead = trial.Batches.Max(b => Math.Min(b.Overhead, b.LeastOverhead));
        if (overhead > OverheadMax)
            return Text($"the chain takes {100 * overhead:0.0} % longer than the whole model (limit {100 * OverheadMax:0} %); give fewer segments");
        return trial.LargestDifference > DifferenceMax ? Text($"its outputs differ from the whole model's by {trial.LargestDifference:0.0e0} (limit {DifferenceMax:0e0})") : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
