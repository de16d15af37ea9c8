namespace Shepherd.Core.Usher.Estimation;

/// <summary>A cost that grows with the batch: <c>Fixed + PerItem·b</c>. FLOPs and bytes of an operator are of this form wherever its weights do not depend on the batch.</summary>
/// <param name="Fixed">What a batch costs whatever its size; not negative.</param>
/// <param name="PerItem">What each request adds; not negative.</param>
public readonly record struct AffineCost(double Fixed, double PerItem)
{
    /// <summary>Cost of a batch.</summary>
    /// <param name="batch">From 1.</param>
    public double At(int batch) => Fixed + (PerItem * batch);

    /// <summary>The line through two observations; never falling nor below zero, and not below either where they are on no such line.</summary>
    /// <param name="batch">Size of one.</param>
    /// <param name="cost">Its cost.</param>
    /// <param name="largerBatch">Size of the other, greater.</param>
    /// <param name="largerCost">Its cost.</param>
    public static AffineCost Through(int batch, double cost, int largerBatch, double largerCost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(largerBatch, batch);
        var perItem = (largerCost - cost) / (largerBatch - batch);
        if (perItem < 0)
            return new AffineCost(Math.Max(cost, largerCost), 0);
        var whole = cost - (perItem * batch);
        return whole >= 0 ? new AffineCost(whole, perItem) : new AffineCost(0, Math.Max(cost / batch, largerCost / largerBatch));
    }

    /// <summary>Says whether it is a cost: finite and not negative.</summary>
    public bool IsSound => double.IsFinite(Fixed) && double.IsFinite(PerItem) && Fixed >= 0 && PerItem >= 0;

    /// <summary>Both together.</summary>
    public static AffineCost operator +(AffineCost left, AffineCost right) => new(left.Fixed + right.Fixed, left.PerItem + right.PerItem);
}
