namespace Shepherd.Core.Usher.Estimation;

/// <summary>
/// Operators as the kernels that an optimising runtime makes of them: views vanish, and a pointwise operator whose input nobody else reads is done by the kernel that makes that input, so that what lies
/// between is never in memory. TensorRT, and ONNX Runtime in its extended optimisations, fuse such chains.
/// </summary>
public static class KernelFusion
{
    /// <summary>The same model with fewer operators. Buffers stay those of the whole graph: an upper bound of memory.</summary>
    public static OperatorGraph Fuse(OperatorGraph graph)
    {
        var readers = new int[graph.Operators.Count];
        foreach (var before in graph.Operators.SelectMany(o => o.After))
            readers[before]++;
        var kernels = new List<GraphOperator>();
        // Kernels whose outputs an operator's readers wait for, by operator.
        var kernelsOf = new int[graph.Operators.Count][];
        // The kernel that an operator ends, where one more can be fused to it.
        var ends = new int?[graph.Operators.Count];
        for (var i = 0; i < graph.Operators.Count; i++)
        {
            var o = graph.Operators[i];
            int[] waits = [.. o.After.SelectMany(before => kernelsOf[before]).Distinct().Order()];
            if (o.Kind == OperatorKind.View)
            {
                kernelsOf[i] = waits;
                ends[i] = o.After is [var only] && readers[only] == 1 ? ends[only] : null;
                continue;
            }

            if (o.Kind == OperatorKind.Pointwise && FindHost(o, readers, ends, waits) is { } host)
            {
                kernels[host.Kernel] = Join(kernels[host.Kernel], o, waits, host.Kernel);
                (kernelsOf[i], ends[i]) = ([host.Kernel], host.Kernel);
                continue;
            }

            (kernelsOf[i], ends[i]) = ([kernels.Count], kernels.Count);
            kernels.Add(o with { After = waits });
        }

        return graph with { Operators = kernels, Buffers = [] };
    }

    /// <summary>The latest of the kernels that make its inputs: the others are done by then, and stay before it.</summary>
    private static (int Kernel, int Producer)? FindHost(GraphOperator o, int[] readers, int?[] ends, int[] waits)
    {
        foreach (var before in o.After)
        {
            if (readers[before] == 1 && ends[before] is { } kernel && kernel == waits[^1])
                return (kernel, before);
        }

        return null;
    }

    /// <summary>What the first writes is not written, and the second does not read it.</summary>
    private static GraphOperator Join(GraphOperator kernel, GraphOperator o, int[] waits, int self)
    {
        var (read, between) = (o.ReadBytes, kernel.WrittenBytes);
        var rest = new AffineCost(Math.Max(0, read.Fixed - between.Fixed), Math.Max(0, read.PerItem - between.PerItem));
        return kernel with
        {
            Flops = kernel.Flops + o.Flops,
            WeightBytes = kernel.WeightBytes + o.WeightBytes,
            ReadBytes = kernel.ReadBytes + rest,
            WrittenBytes = o.WrittenBytes,
            After = [.. kernel.After.Concat(waits.Where(k => k != self)).Distinct().Order()],
        };
    }
}
