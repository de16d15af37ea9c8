using Shepherd.Core.Planning;
using Shepherd.Core.Profiles;

namespace Shepherd.Core.Usher.Estimation;

/// <summary>From what was measured: a table of times over batch sizes, interpolated, and tables of shares where there are any.</summary>
public sealed class TableEstimator : IModelEstimator
{
    private readonly TableLatency _whole;
    private readonly ShareTables? _shares;
    private readonly ShareRule _rule;
    private readonly ModelMemory _memory;
    private readonly Dictionary<int, ResourceNeed> _known = [];

    /// <summary>Of a model on a type of device.</summary>
    /// <param name="points">Times on the whole device, by ascending batch size; they do not fall.</param>
    /// <param name="memory">What it holds of the device's memory.</param>
    /// <param name="shares">Times on shares of it, by per cent below 100; without any, a share slows a batch as <see cref="LaneLatency"/> does.</param>
    /// <exception cref="ArgumentException">A table or the memory is faulty, or a smaller share is quicker; the message says where.</exception>
    public TableEstimator(IReadOnlyList<LatencyPoint> points, ModelMemory memory, IReadOnlyList<(double ComputePercent, IReadOnlyList<LatencyPoint> Points)>? shares = null)
    {
        if ((memory.FindFault() ?? LatencyPoint.FindFault(points)) is { } fault)
            throw new ArgumentException(fault, nameof(points));
        (_whole, _rule, _memory) = (new TableLatency(points), new ShareRule(points), memory);
        _shares = shares is { Count: > 0 } ? new ShareTables(points, shares) : null;
    }

    /// <inheritdoc/>
    public ResourceNeed Estimate(int batch)
    {
        EstimateGuard.Check(batch);
        if (!_known.TryGetValue(batch, out var need))
            _known[batch] = need = new ResourceNeed(ComputeKnee.Find(percent => DurationNs(batch, percent)), _memory.WeightBytes, EstimateGuard.ToBytes(_memory.WorkBytes.At(batch)), WholeNs(batch));
        return need;
    }

    /// <inheritdoc/>
    public long DurationNs(int batch, double computePercent)
    {
        EstimateGuard.Check(batch, computePercent);
        var wholeNs = WholeNs(batch);
        return computePercent == 100 ? wholeNs : EstimateGuard.ToNs(_shares?.DurationNs(batch, computePercent) ?? _rule.DurationNs(wholeNs, batch, computePercent));
    }

    private long WholeNs(int batch) => EstimateGuard.ToNs(_whole.EstimateNs(0, batch));
}
