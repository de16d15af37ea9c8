namespace Shepherd.Core.Usher.Estimation;

/// <summary>
/// What the learned estimator knows of a model on a device: times that each kind of work would take at the device's peak. They are sums over kernels, so that weights learnt from operators serve for models
/// and the other way round; none falls as the batch grows, so that with weights from 0 up no estimate does.
/// </summary>
public static class RooflineFeatures
{
    /// <summary>How many there are.</summary>
    public const int Count = 10;

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["run", "launch", "matrix", "matrix_tiled", "matrix_memory", "depthwise", "depthwise_memory", "pointwise", "other_memory", "host_copy"];

    /// <summary>What one run costs, whatever it does: a microsecond by definition, so that its weight is that of a run in microseconds.</summary>
    private const double RunNs = 1_000;

    /// <summary>Of a whole model.</summary>
    /// <param name="graph">The model; its kernels after <see cref="KernelFusion"/>, or its operators where they run one by one.</param>
    /// <param name="device">The device.</param>
    /// <param name="precision">What it computes in.</param>
    /// <param name="batch">From 1.</param>
    /// <returns>Nanoseconds, by <see cref="Names"/>.</returns>
    public static double[] Of(OperatorGraph graph, DeviceSpec device, Precision precision, int batch)
    {
        var features = new double[Count];
        features[0] = RunNs;
        features[9] = (graph.InputBytes.At(batch) + graph.OutputBytes.At(batch)) / device.HostBps * 1e9;
        var byteScale = AnalyticEstimator.ByteScale(graph, precision);
        foreach (var kernel in graph.Operators)
            Add(features, kernel, device, precision, byteScale, batch);
        return features;
    }

    /// <summary>Of one operator by itself.</summary>
    /// <inheritdoc cref="Of"/>
    public static double[] OfOperator(GraphOperator kernel, DeviceSpec device, Precision precision, double byteScale, int batch)
    {
        var features = new double[Count];
        Add(features, kernel, device, precision, byteScale, batch);
        return features;
    }

    private static void Add(double[] features, GraphOperator kernel, DeviceSpec device, Precision precision, double byteScale, int batch)
    {
        if (kernel.Kind == OperatorKind.View)
            return;
        var time = KernelTime.Of(kernel, device, precision, byteScale, batch);
        features[1] += time.LaunchNs;
        switch (kernel.Kind)
        {
            case OperatorKind.Matrix or OperatorKind.Recurrent:
                features[2] += time.WorkNs;
                features[3] += time.ComputeNs;
                features[4] += time.MemoryNs;
                break;
            case OperatorKind.Depthwise:
                features[5] += time.ComputeNs;
                features[6] += time.MemoryNs;
                break;
            default:
                features[7] += time.ComputeNs;
                features[8] += time.MemoryNs;
                break;
        }
    }
}
