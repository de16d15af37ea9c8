using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Benchmarks.Estimator;

/// <summary>Writes down a published architecture layer by layer, as operators with costs.</summary>
/// <param name="name">Of the model.</param>
/// <param name="channels">Of the input picture, or features of a sequence.</param>
/// <param name="size">Height and width of the picture.</param>
internal sealed class LayerStack(string name, int channels, int size)
{
    private const int Bytes = sizeof(float);

    private readonly List<GraphOperator> _operators = [];
    private readonly List<ActivationBuffer> _buffers = [];
    private readonly double _inputBytes = (double)channels * size * size * Bytes;
    private double _weights;

    public int Channels { get; private set; } = channels;

    public int Size { get; private set; } = size;

    private int Last => _operators.Count - 1;

    private double Elements => (double)Channels * Size * Size;

    /// <summary>Convolution with its normalisation folded in, and a pointwise activation behind it.</summary>
    public LayerStack Conv(int outputs, int kernel, int stride = 1, int groups = 1, bool activate = true)
    {
        var size = (Size + stride - 1) / stride;
        var filter = (double)Channels / groups * kernel * kernel;
        var kind = groups > 1 && Channels / groups < 8 ? OperatorKind.Depthwise : OperatorKind.Matrix;
        var read = Elements;
        (Channels, Size) = (outputs, size);
        Add("Conv", kind, 2 * Elements * filter, outputs * filter, read);
        return activate ? Pointwise() : this;
    }

    /// <summary>A pointwise function; with a second input for the sum at the end of a residual block.</summary>
    public LayerStack Pointwise(int inputs = 1, double flops = 1)
    {
        Add("Pointwise", OperatorKind.Pointwise, flops * Elements, 0, inputs * Elements);
        return this;
    }

    public LayerStack Pool(int kernel, int stride)
    {
        var read = Elements;
        Size = (Size + stride - 1) / stride;
        Add("Pool", OperatorKind.Reduction, Elements * kernel * kernel, 0, read);
        return this;
    }

    /// <summary>Squeeze and excitation: mean, two small products, scale.</summary>
    public LayerStack Excite(int hidden)
    {
        var (channels, size, read) = (Channels, Size, Elements);
        Size = 1;
        Add("Mean", OperatorKind.Reduction, read, 0, read);
        Conv(hidden, 1).Conv(channels, 1);
        Size = size;
        return Pointwise(2);
    }

    public LayerStack Mean()
    {
        var read = Elements;
        Size = 1;
        Add("Mean", OperatorKind.Reduction, read, 0, read);
        return this;
    }

    public LayerStack Dense(int outputs)
    {
        var inputs = Elements;
        (Channels, Size) = (outputs, 1);
        Add("Gemm", OperatorKind.Matrix, 2 * inputs * outputs, inputs * outputs, inputs);
        return this;
    }

    /// <summary>Puts earlier channels beside: what DenseNet's blocks do.</summary>
    public LayerStack Concat(int total)
    {
        Channels = total;
        Add("Concat", OperatorKind.Movement, 0, 0, Elements);
        return this;
    }

    /// <summary>Goes back to an earlier width and size, for a branch that starts there.</summary>
    public LayerStack Branch(int channelsThen, int sizeThen)
    {
        (Channels, Size) = (channelsThen, sizeThen);
        return this;
    }

    /// <summary>A transformer's encoder layer over a sequence; <see cref="Channels"/> are its features and <see cref="Size"/> stays 1.</summary>
    public LayerStack Encoder(int length, int hidden, int heads, int inner)
    {
        var (tokens, scores) = ((double)length * hidden, (double)heads * length * length);
        for (var i = 0; i < 3; i++)
            Product(2 * tokens * hidden, (double)hidden * hidden, tokens, tokens);
        Product(2 * tokens * length, 0, 2 * tokens, scores);
        Raw("Softmax", OperatorKind.Reduction, 13 * scores, 0, scores, scores);
        Product(2 * tokens * length, 0, tokens + scores, tokens);
        Product(2 * tokens * hidden, (double)hidden * hidden, tokens, tokens);
        Raw("Normalise", OperatorKind.Reduction, 9 * tokens, 0, 2 * tokens, tokens);
        Product(2 * tokens * inner, (double)hidden * inner, tokens, (double)length * inner);
        Raw("Gelu", OperatorKind.Pointwise, 10.0 * length * inner, 0, (double)length * inner, (double)length * inner);
        Product(2 * tokens * inner, (double)hidden * inner, (double)length * inner, tokens);
        Raw("Normalise", OperatorKind.Reduction, 9 * tokens, 0, 2 * tokens, tokens);
        return this;
    }

    /// <summary>The table of a language model: a look-up, and memory.</summary>
    public LayerStack Embedding(int length, int hidden, int words)
    {
        _weights += (double)words * hidden * Bytes;
        Raw("Gather", OperatorKind.Movement, 0, 0, (double)length * hidden, (double)length * hidden);
        return this;
    }

    public OperatorGraph Build(double? inputBytes = null) =>
        new(name, _operators, _buffers, _weights, new AffineCost(0, inputBytes ?? _inputBytes), new AffineCost(0, Elements * Bytes));

    private void Product(double flops, double weights, double read, double written) => Raw("MatMul", OperatorKind.Matrix, flops, weights, read, written);

    private void Add(string type, OperatorKind kind, double flops, double weights, double read) => Raw(type, kind, flops, weights, read, Elements);

    private void Raw(string type, OperatorKind kind, double flops, double weights, double read, double written)
    {
        _weights += weights * Bytes;
        _operators.Add(new GraphOperator(
            $"{type}{_operators.Count}", type, kind, new AffineCost(0, flops), weights * Bytes, new AffineCost(0, read * Bytes), new AffineCost(0, written * Bytes), new AffineCost(0, written), Last >= 0 ? [Last] : []));
        _buffers.Add(new ActivationBuffer(new AffineCost(0, written * Bytes), Last, Last));
        if (_buffers.Count > 1)
            _buffers[^2] = _buffers[^2] with { To = Last };
    }
}
