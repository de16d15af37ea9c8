namespace Shepherd.Simulator.Workloads;

/// <summary>How requests are shared out among models.</summary>
public static class Popularity
{
    /// <summary>Zipf's law: the model of rank r has a share in proportion to 1 ÷ r^exponent.</summary>
    /// <param name="count">Models.</param>
    /// <param name="exponent">0 for equal shares; about 1 in most records of popularity.</param>
    /// <returns>Shares that add up to 1, the largest first.</returns>
    public static IReadOnlyList<double> Zipf(int count, double exponent)
    {
        var weights = new double[count];
        for (var rank = 1; rank <= count; rank++)
            weights[rank - 1] = Math.Pow(rank, -exponent);
        var total = weights.Sum();
        return [.. weights.Select(w => w / total)];
    }
}
