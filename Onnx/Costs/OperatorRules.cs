using Shepherd.Core.Usher.Estimation;
using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Profiling;

namespace Shepherd.Onnx.Costs;

/// <summary>FLOPs by operator, from the shapes of a run. A multiply-add is two; functions such as exp are counted at what their usual polynomial takes.</summary>
internal static class OperatorRules
{
    // A rational or polynomial approximation of exp, tanh or erf to single precision.
    private const double FlopsPerFunction = 10;

    // Subtract the maximum, exp, sum, divide; mean, variance, scale, shift.
    private const double FlopsPerSoftmax = FlopsPerFunction + 3;
    private const double FlopsPerNormalisation = 8;

    // Four products and three sums for each output of linear interpolation in two directions.
    private const double FlopsPerResize = 7;

    /// <summary>Matrix units work on 8 channels at a time; a filter over fewer leaves them idle.</summary>
    private const long GroupChannelsMin = 8;

    // Shapes and indices that a graph computes with: too small to be work.
    private const double ShapeElementsMax = 64;

    /// <param name="node">The operator.</param>
    /// <param name="inputs">Shapes of its inputs, null where one is left out or unknown.</param>
    /// <param name="outputs">Shapes of its outputs; none for an operator that writes no tensor.</param>
    public static OperatorWork Of(OnnxNode node, IReadOnlyList<TensorShape?> inputs, IReadOnlyList<TensorShape> outputs)
    {
        var size = outputs.Sum(o => o.Elements);
        if (outputs.Count == 0 || outputs.All(o => o.Type == ElementType.Int64 && o.Elements <= ShapeElementsMax))
            return new OperatorWork(OperatorKind.View, 0);
        var first = inputs.Count > 0 ? inputs[0]?.Elements ?? size : size;
        return node.OpType switch
        {
            "Conv" or "FusedConv" or "ConvInteger" or "NhwcConv" or "NhwcFusedConv" => Convolution(node, At(inputs, 1), size),
            "QLinearConv" => Convolution(node, At(inputs, 3), size),
            "ConvTranspose" => At(inputs, 1) is { Dims.Count: > 1 } w ? new OperatorWork(OperatorKind.Matrix, 2 * first * w.Elements / w.Dims[0]) : Pointwise(size, 2),
            "MatMul" or "FusedMatMul" or "TransposeMatMul" or "MatMulInteger" or "QLinearMatMul" or "MatMulIntegerToFloat" or "MatMulNBits" => new OperatorWork(OperatorKind.Matrix, 2 * size * Inner(node, At(inputs, 0), "transA")),
            "Gemm" or "FusedGemm" => new OperatorWork(OperatorKind.Matrix, 2 * size * Inner(node, At(inputs, 0), "transA")),
            "LSTM" or "GRU" or "RNN" or "DynamicQuantizeLSTM" => Recurrent(At(inputs, 0), At(inputs, 1), At(inputs, 2)),
            "Attention" or "QAttention" => Attention(At(inputs, 0), At(inputs, 1), size),
            "MultiHeadAttention" or "GroupQueryAttention" => AttentionOnly(At(inputs, 0), At(inputs, 1), size),
            "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" or "Identity" or "Shape" or "Size" or "Constant" or "Dropout" => new OperatorWork(OperatorKind.View, 0),
            "Transpose" or "Concat" or "Slice" or "Split" or "Gather" or "GatherElements" or "GatherND" or "ScatterND" or "ScatterElements" or "Expand" or "Tile" or "Pad" or "Cast"
                or "ConstantOfShape" or "DepthToSpace" or "SpaceToDepth" or "Range" or "OneHot" or "ReorderInput" or "ReorderOutput" => new OperatorWork(OperatorKind.Movement, 0),
            "Resize" or "Upsample" => new OperatorWork(OperatorKind.Reduction, size * FlopsPerResize),
            "MaxPool" or "AveragePool" or "LpPool" => new OperatorWork(OperatorKind.Reduction, size * (node.Find("kernel_shape")?.Ints.Aggregate(1.0, (p, k) => p * k) ?? 1)),
            "Softmax" or "LogSoftmax" => new OperatorWork(OperatorKind.Reduction, size * FlopsPerSoftmax),
            "LayerNormalization" or "SkipLayerNormalization" or "EmbedLayerNormalization" or "InstanceNormalization" or "GroupNormalization" or "SimplifiedLayerNormalization" or "LpNormalization"
                => new OperatorWork(OperatorKind.Reduction, size * FlopsPerNormalisation),
            "BatchNormalization" or "PRelu" or "Clip" or "LeakyRelu" or "HardSigmoid" => Pointwise(size, 2),
            "Sigmoid" or "Tanh" or "Exp" or "Log" or "Erf" or "Gelu" or "FastGelu" or "QuickGelu" or "BiasGelu" or "Softplus" or "Elu" or "Selu" or "Mish" or "Pow" or "Sqrt" or "Sin" or "Cos" or "HardSwish"
                => Pointwise(size, FlopsPerFunction),
            _ => Other(node.OpType, size, first),
        };
    }

    /// <summary>Whether it reads only as much of its first input as it writes: look-ups and cuts.</summary>
    public static bool ReadsWhatItWrites(string opType) => opType is "Gather" or "GatherElements" or "GatherND" or "Slice" or "Split";

    private static OperatorWork Other(string opType, double size, double first) =>
        // What reads more than it writes reduces; what has one output for an input is pointwise, as Add, Mul, Relu, Where and most unknown operators are.
        opType.StartsWith("Reduce", StringComparison.Ordinal) || opType is "GlobalAveragePool" or "GlobalMaxPool" or "ArgMax" or "ArgMin" or "TopK" || first > size
            ? new OperatorWork(OperatorKind.Reduction, first)
            : Pointwise(size, 1);

    private static OperatorWork Pointwise(double size, double flops) => new(OperatorKind.Pointwise, size * flops);

    /// <summary>Each output is the sum over a filter: weights [out, in ÷ groups, kernel…].</summary>
    private static OperatorWork Convolution(OnnxNode node, TensorShape? weights, double size)
    {
        if (weights is not { Dims.Count: > 1 })
            return Pointwise(size, 2);
        var kind = node.Int("group", 1) > 1 && weights.Dims[1] < GroupChannelsMin ? OperatorKind.Depthwise : OperatorKind.Matrix;
        return new OperatorWork(kind, 2 * size * weights.Elements / Math.Max(1, weights.Dims[0]));
    }

    /// <summary>Length of the sums of a matrix product: the last axis of A, or the one before where A is transposed.</summary>
    private static double Inner(OnnxNode node, TensorShape? a, string transposed) => a switch
    {
        null or { Dims.Count: 0 } => 1,
        { Dims.Count: 1 } => a.Dims[0],
        _ => a.Dims[node.Int(transposed, 0) != 0 ? a.Dims.Count - 2 : a.Dims.Count - 1],
    };

    /// <summary>X [steps, batch, in], W and R [directions, gates × hidden, in or hidden]: every step multiplies all weights with every request's state.</summary>
    private static OperatorWork Recurrent(TensorShape? x, TensorShape? w, TensorShape? r)
    {
        if (x is not { Dims.Count: 3 } || w is null || r is null)
            return new OperatorWork(OperatorKind.Recurrent, x?.Elements ?? 0);
        var steps = (int)Math.Clamp(x.Dims[0], 1, int.MaxValue);
        return new OperatorWork(OperatorKind.Recurrent, 2.0 * steps * x.Dims[1] * (w.Elements + r.Elements), steps);
    }

    /// <summary>X [batch, length, in] times W [in, 3 × hidden], then the two products of attention.</summary>
    private static OperatorWork Attention(TensorShape? x, TensorShape? w, double size) =>
        x is { Dims.Count: 3 } && w is { Dims.Count: 2 }
            ? new OperatorWork(OperatorKind.Matrix, (2.0 * x.Elements * w.Dims[1]) + (4.0 * size * x.Dims[1]))
            : Pointwise(size, 2);

    private static OperatorWork AttentionOnly(TensorShape? query, TensorShape? key, double size) =>
        new(OperatorKind.Matrix, 4.0 * size * ((key ?? query) is { Dims.Count: >= 2 } k ? k.Dims[^2] : 1));

    private static TensorShape? At(IReadOnlyList<TensorShape?> shapes, int index) => index < shapes.Count ? shapes[index] : null;
}
