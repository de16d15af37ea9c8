using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Models;

/// <summary>One output of a model.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Datatype">Element type that the graph gives.</param>
/// <param name="Shape">The graph's extents without the batch axis; -1 is free.</param>
/// <param name="Reduce">What is made of it before it travels; null: it travels as it is.</param>
internal sealed record OutputConfig(string Name, TensorDatatype Datatype, IReadOnlyList<int> Shape, ReductionConfig? Reduce)
{
    /// <summary>Suffix of the wire tensor that holds the position of the largest value.</summary>
    public const string IndexSuffix = ".index";

    /// <summary>Suffix of the wire tensor that holds the largest value.</summary>
    public const string ScoreSuffix = ".score";

    /// <summary>The tensors that travel, batch axis first.</summary>
    public IReadOnlyList<TensorSpec> WireTensors() => Reduce switch
    {
        ArgmaxConfig argmax =>
        [
            new(Name + IndexSuffix, TensorDatatype.Int32, WireShape(argmax.Axis)),
            new(Name + ScoreSuffix, TensorDatatype.Fp32, WireShape(argmax.Axis)),
        ],
        QuantizeConfig => [new(Name, TensorDatatype.UInt8, WireShape(dropped: -1))],
        _ => [new(Name, Datatype, WireShape(dropped: -1))],
    };

    private long[] WireShape(int dropped) => [-1, .. Shape.Where((_, axis) => axis != dropped).Select(extent => (long)extent)];
}
