namespace Shepherd.Core.Usher.Scheduling;

/// <summary>How good a placement is: the most requests in time, then the least cost of newly opened devices, then the least use of devices.</summary>
/// <param name="GoodputRps">Requests per second that are wanted and have a place.</param>
/// <param name="Cost">Of devices that were empty: price per hour, or scarcity where devices are paid already.</param>
/// <param name="Use">Compute and memory of all replicas, in devices.</param>
internal readonly record struct PlacementScore(double GoodputRps, double Cost, double Use)
{
    /// <summary>Worse than any placement.</summary>
    public static PlacementScore Worst { get; } = new(-1, double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>Sums of the same terms in another order differ in their last digits.</summary>
    private const double Rounding = 1e-11;

    public bool IsBetterThan(PlacementScore other)
    {
        if (Differ(GoodputRps, other.GoodputRps))
            return GoodputRps > other.GoodputRps;
        return Differ(Cost, other.Cost) ? Cost < other.Cost : Differ(Use, other.Use) && Use < other.Use;
    }

    private static bool Differ(double one, double other) => Math.Abs(one - other) > Rounding * Math.Max(1, Math.Min(Math.Abs(one), Math.Abs(other)));
}
