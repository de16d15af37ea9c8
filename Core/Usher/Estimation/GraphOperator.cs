namespace Shepherd.Core.Usher.Estimation;

/// <summary>One operator of a model, and what it costs per batch.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="OpType">For example <c>Conv</c>.</param>
/// <param name="Kind">How it uses a device.</param>
/// <param name="Flops">Floating-point operations; a multiply-add is two.</param>
/// <param name="WeightBytes">Weights that it reads.</param>
/// <param name="ReadBytes">Activations that it reads.</param>
/// <param name="WrittenBytes">Activations that it writes.</param>
/// <param name="Outputs">Elements of its outputs: how much of it can run at the same time.</param>
/// <param name="After">Operators whose outputs it reads, by index; all before it.</param>
public sealed record GraphOperator(
    string Name,
    string OpType,
    OperatorKind Kind,
    AffineCost Flops,
    double WeightBytes,
    AffineCost ReadBytes,
    AffineCost WrittenBytes,
    AffineCost Outputs,
    IReadOnlyList<int> After)
{
    /// <summary>Steps that must run one after the other, as in a recurrent layer; 1 for all others.</summary>
    public int Steps { get; init; } = 1;
}
