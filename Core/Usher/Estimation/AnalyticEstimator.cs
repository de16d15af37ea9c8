using Shepherd.Core.Planning;

namespace Shepherd.Core.Usher.Estimation;

/// <summary>From the operator graph alone: rooflines of its kernels on the time axis (USHER §2), the copies of inputs and outputs, and the most memory that is alive at once.</summary>
public sealed class AnalyticEstimator : IModelEstimator
{
    // What a runtime's arena holds over what is alive: ONNX Runtime's held 1.07 to 1.22 times it on the PP-OCR models (tests/Benchmarks estimator cpu).
    private const double ArenaFactor = 1.25;

    private readonly OperatorGraph _graph;
    private readonly OperatorGraph _kernels;
    private readonly DeviceSpec _device;
    private readonly Precision _precision;
    private readonly double _byteScale;
    private readonly bool _concurrent;
    private readonly Dictionary<int, ResourceNeed> _known = [];
    private int _lastBatch;
    private KernelTime[] _lastTimes = [];

    /// <summary>Of a model on a device.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="device">The device.</param>
    /// <param name="precision">What it computes in; null for <see cref="DeviceSpec.DefaultPrecision"/>.</param>
    /// <param name="concurrent">Whether branches run beside each other; a runtime with one stream, as ONNX Runtime's, runs one kernel at a time.</param>
    /// <exception cref="ArgumentException">The graph or the device is wrong, or the device has no such precision; the message says how.</exception>
    public AnalyticEstimator(OperatorGraph graph, DeviceSpec device, Precision? precision = null, bool concurrent = false)
    {
        _precision = precision ?? device.DefaultPrecision;
        if ((graph.FindFault() ?? device.FindFault() ?? device.FindFault(_precision)) is { } fault)
            throw new ArgumentException(fault, nameof(graph));
        (_graph, _device, _concurrent) = (graph, device, concurrent);
        _kernels = KernelFusion.Fuse(graph);
        _byteScale = ByteScale(graph, _precision);
    }

    /// <inheritdoc/>
    public ResourceNeed Estimate(int batch)
    {
        EstimateGuard.Check(batch);
        if (!_known.TryGetValue(batch, out var need))
            _known[batch] = need = Compute(batch);
        return need;
    }

    /// <inheritdoc/>
    public long DurationNs(int batch, double computePercent)
    {
        EstimateGuard.Check(batch, computePercent);
        return computePercent == 100 ? Estimate(batch).DurationNs : EstimateGuard.ToNs(TimeNs(batch, computePercent / 100));
    }

    /// <summary>The most of the device's compute that is occupied at one time, per cent: Creq as USHER reads it. It is the widest kernel's, however short that is.</summary>
    /// <param name="batch">From 1.</param>
    public double PeakComputePercent(int batch) => 100 * Schedule(batch, 1).PeakFill;

    /// <summary>Part of the kernels' time, 0 to 1, in which memory is the limit, and in which launches are.</summary>
    /// <param name="batch">From 1.</param>
    public (double Memory, double Launch) Bounds(int batch)
    {
        var (memory, launch, total) = (0.0, 0.0, 0.0);
        foreach (var time in Times(batch))
        {
            launch += time.LaunchNs;
            memory += time.MemoryNs > time.ComputeNs ? time.MemoryNs : 0;
            total += time.TotalNs;
        }

        return (memory / total, launch / total);
    }

    /// <summary>Size of an element where it runs ÷ size as it was written; weights and activations alike.</summary>
    internal static double ByteScale(OperatorGraph graph, Precision precision) => precision switch
    {
        Precision.Fp16 => 2.0 / graph.ElementBytes,
        Precision.Int8 => 1.0 / graph.ElementBytes,
        _ => 4.0 / graph.ElementBytes,
    };

    /// <summary>Weights, and the most that a batch needs beside them.</summary>
    internal static (long WeightBytes, long WorkBytes) Memory(OperatorGraph graph, double byteScale, int batch) =>
        (EstimateGuard.ToBytes(graph.WeightBytes * byteScale), EstimateGuard.ToBytes(graph.PeakActivationBytes(batch) * byteScale * ArenaFactor));

    private ResourceNeed Compute(int batch)
    {
        var knee = ComputeKnee.Find(percent => TimeNs(batch, percent / 100));
        var (weights, work) = Memory(_graph, _byteScale, batch);
        return new ResourceNeed(knee, weights, work, EstimateGuard.ToNs(TimeNs(batch, 1)));
    }

    /// <summary>Copies do not gain from compute.</summary>
    private double TimeNs(int batch, double share) =>
        Schedule(batch, share).DurationNs + ((_graph.InputBytes.At(batch) + _graph.OutputBytes.At(batch)) / _device.HostBps * 1e9);

    private KernelSchedule Schedule(int batch, double share)
    {
        var whole = Times(batch);
        var times = new KernelTime[whole.Length];
        for (var i = 0; i < times.Length; i++)
            times[i] = whole[i].On(share, _device.SaturatingShare);
        return _concurrent ? KernelSchedule.Concurrent(times, _kernels.Operators) : KernelSchedule.Serial(times);
    }

    /// <summary>Times on the whole device; those of the last batch are kept, of which many shares are asked.</summary>
    private KernelTime[] Times(int batch)
    {
        if (_lastBatch == batch)
            return _lastTimes;
        (_lastBatch, _lastTimes) = (batch, [.. _kernels.Operators.Select(k => KernelTime.Of(k, _device, _precision, _byteScale, batch))]);
        return _lastTimes;
    }
}
