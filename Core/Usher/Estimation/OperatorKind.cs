namespace Shepherd.Core.Usher.Estimation;

/// <summary>How an operator uses a device.</summary>
public enum OperatorKind
{
    /// <summary>Products of matrices and dense convolutions: what matrix units are for.</summary>
    Matrix,

    /// <summary>Convolutions with a filter of its own for each channel: too few products per output for matrix units.</summary>
    Depthwise,

    /// <summary>One output element from the elements at its place; can be done in the kernel that makes its input.</summary>
    Pointwise,

    /// <summary>Pooling, normalisation, softmax: output elements from many input elements.</summary>
    Reduction,

    /// <summary>Copies: transpose, concatenation, slices, look-ups.</summary>
    Movement,

    /// <summary>Recurrent layers: matrix products, one step after the other.</summary>
    Recurrent,

    /// <summary>Only looks at its input in another shape; costs nothing.</summary>
    View,
}
