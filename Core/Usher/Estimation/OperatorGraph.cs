namespace Shepherd.Core.Usher.Estimation;

/// <summary>A model as operators with costs: what USHER's estimator (USHER §2) walks. A value; operators are in an order in which they can run.</summary>
/// <param name="Name">Of the model.</param>
/// <param name="Operators">Each after all whose outputs it reads.</param>
/// <param name="Buffers">Activations by the operators between which they live.</param>
/// <param name="WeightBytes">All weights, each once, whoever reads them.</param>
/// <param name="InputBytes">What a batch brings to the device.</param>
/// <param name="OutputBytes">What it takes back.</param>
public sealed record OperatorGraph(
    string Name,
    IReadOnlyList<GraphOperator> Operators,
    IReadOnlyList<ActivationBuffer> Buffers,
    double WeightBytes,
    AffineCost InputBytes,
    AffineCost OutputBytes)
{
    /// <summary>Bytes of an element as the model was written; where it runs in another precision its bytes shrink or grow with that.</summary>
    public int ElementBytes { get; init; } = 4;

    /// <summary>FLOPs of a batch.</summary>
    public AffineCost Flops => Operators.Aggregate(default(AffineCost), (sum, o) => sum + o.Flops);

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (Operators.Count == 0)
            return $"model '{Name}' has no operator that computes anything";
        for (var i = 0; i < Operators.Count; i++)
        {
            var o = Operators[i];
            if (!o.Flops.IsSound || !o.ReadBytes.IsSound || !o.WrittenBytes.IsSound || !o.Outputs.IsSound || !(o.WeightBytes >= 0) || !double.IsFinite(o.WeightBytes) || o.Steps < 1)
                return $"model '{Name}', operator '{o.Name}': a cost is negative or no number";
            foreach (var before in o.After)
            {
                if (before < 0 || before >= i)
                    return $"model '{Name}', operator '{o.Name}': it reads from operator {before}, which is not before it ({i})";
            }
        }

        foreach (var buffer in Buffers)
        {
            if (!buffer.Bytes.IsSound || buffer.From < 0 || buffer.To < buffer.From || buffer.To >= Operators.Count)
                return $"model '{Name}': an activation lives from operator {buffer.From} to {buffer.To} of {Operators.Count}";
        }

        return null;
    }

    /// <summary>The most that is alive at one time while a batch runs, bytes.</summary>
    /// <param name="batch">From 1.</param>
    public double PeakActivationBytes(int batch)
    {
        var change = new double[Operators.Count + 1];
        foreach (var buffer in Buffers)
        {
            change[buffer.From] += buffer.Bytes.At(batch);
            change[buffer.To + 1] -= buffer.Bytes.At(batch);
        }

        var (alive, peak) = (0.0, 0.0);
        foreach (var step in change)
        {
            alive += step;
            peak = Math.Max(peak, alive);
        }

        return peak;
    }
}
