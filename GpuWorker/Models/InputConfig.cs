using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Models;

/// <summary>One input of a model and how it travels.</summary>
/// <param name="Name">Name in the graph and on the wire.</param>
/// <param name="Datatype">Element type that the graph wants.</param>
/// <param name="Axes">The graph's axes without the batch axis.</param>
/// <param name="Pad">Value, after the transform, of the elements that fill an item up to its bucket.</param>
/// <param name="Wire">Wire form where it differs from the graph's; null: the same.</param>
internal sealed record InputConfig(string Name, TensorDatatype Datatype, IReadOnlyList<AxisConfig> Axes, double Pad, WireConfig? Wire)
{
    public TensorDatatype WireDatatype => Wire?.Datatype ?? Datatype;

    /// <summary>Position, among the wire's axes without the batch axis, of a graph axis.</summary>
    public int WireAxis(int axis) => Wire is { ChannelsLast: true } ? (axis + Axes.Count - 1) % Axes.Count : axis;

    public long[] SmallestExtents() => [.. Axes.Select(axis => axis.Smallest)];

    public long[] LargestExtents() => [.. Axes.Select(axis => axis.Largest)];

    /// <summary>Wire shape with the batch axis first; -1 is free.</summary>
    public long[] WireShape()
    {
        var shape = new long[Axes.Count + 1];
        shape[0] = -1;
        for (var axis = 0; axis < Axes.Count; axis++)
            shape[1 + WireAxis(axis)] = Axes[axis].Extent;
        return shape;
    }
}
