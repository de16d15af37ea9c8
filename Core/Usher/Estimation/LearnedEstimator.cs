using Shepherd.Core.Planning;
using Shepherd.Core.Profiles;

namespace Shepherd.Core.Usher.Estimation;

/// <summary>From the operator graph by weights that were learnt from measurements (USHER §2 stacks regressors over FLOPs, sizes and device): <c>T = w·x</c> with the features of <see cref="RooflineFeatures"/>.</summary>
public sealed class LearnedEstimator : IModelEstimator
{
    // What a share of the device slows is read off the sizes that planners try most.
    private const int LineBatchMax = 128;

    private readonly OperatorGraph _graph;
    private readonly OperatorGraph _kernels;
    private readonly DeviceSpec _device;
    private readonly Precision _precision;
    private readonly IReadOnlyList<double> _weights;
    private readonly double _byteScale;
    private readonly ShareRule _rule;
    private readonly Dictionary<int, ResourceNeed> _known = [];

    /// <summary>Of a model on a device.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="device">The device.</param>
    /// <param name="weights">By <see cref="RooflineFeatures.Names"/>; none below 0.</param>
    /// <param name="precision">What it computes in; null for the device's default.</param>
    /// <param name="fused">Whether kernels are fused; as in what the weights were learnt from.</param>
    /// <exception cref="ArgumentException">Graph, device or weights are wrong; the message says how.</exception>
    public LearnedEstimator(OperatorGraph graph, DeviceSpec device, IReadOnlyList<double> weights, Precision? precision = null, bool fused = true)
    {
        _precision = precision ?? device.DefaultPrecision;
        if ((graph.FindFault() ?? device.FindFault() ?? device.FindFault(_precision)) is { } fault)
            throw new ArgumentException(fault, nameof(graph));
        if (weights.Count != RooflineFeatures.Count || weights.Any(w => !double.IsFinite(w) || w < 0) || weights.All(w => w == 0))
            throw new ArgumentException($"{weights.Count} weights: there must be {RooflineFeatures.Count}, none below 0 and not all 0", nameof(weights));
        (_graph, _device, _weights) = (graph, device, weights);
        _kernels = fused ? KernelFusion.Fuse(graph) : graph;
        _byteScale = AnalyticEstimator.ByteScale(graph, _precision);
        var points = new List<LatencyPoint>();
        for (var batch = 1; batch <= LineBatchMax; batch *= 2)
            points.Add(new LatencyPoint(batch, WholeNs(batch)));
        _rule = new ShareRule(points);
    }

    /// <inheritdoc/>
    public ResourceNeed Estimate(int batch)
    {
        EstimateGuard.Check(batch);
        if (_known.TryGetValue(batch, out var known))
            return known;
        var wholeNs = WholeNs(batch);
        var (weightBytes, workBytes) = AnalyticEstimator.Memory(_graph, _byteScale, batch);
        return _known[batch] = new ResourceNeed(ComputeKnee.Find(percent => _rule.DurationNs(wholeNs, batch, percent)), weightBytes, workBytes, wholeNs);
    }

    /// <inheritdoc/>
    public long DurationNs(int batch, double computePercent)
    {
        EstimateGuard.Check(batch, computePercent);
        var wholeNs = Estimate(batch).DurationNs;
        return computePercent == 100 ? wholeNs : EstimateGuard.ToNs(_rule.DurationNs(wholeNs, batch, computePercent));
    }

    private long WholeNs(int batch) => EstimateGuard.ToNs(NonNegativeRidge.Dot(_weights, RooflineFeatures.Of(_kernels, _device, _precision, batch)));
}
