namespace Shepherd.Core.Profiles;

/// <summary>A line through a table, and how far off it is.</summary>
/// <param name="Latency">αb + β.</param>
/// <param name="MaxRelativeError">Largest |αb + β − l(b)| ÷ l(b) over the table's points. Measured curves that are flat before they rise fit badly: past a few per cent use the table itself.</param>
public sealed record LinearFit(LinearLatency Latency, double MaxRelativeError)
{
    /// <summary>The line of least squared relative error, so that small batches count as much as large ones. Where its best β would be negative, β is 0.</summary>
    /// <param name="points">As for <see cref="TableLatency"/>. A single point gives the line through the origin.</param>
    /// <exception cref="ArgumentException">The table is faulty; the message says where.</exception>
    public static LinearFit Of(IReadOnlyList<LatencyPoint> points)
    {
        if (LatencyPoint.FindFault(points) is { } fault)
            throw new ArgumentException(fault, nameof(points));
        // Minimise Σ(αx + βy − 1)² with x = b ÷ l(b), y = 1 ÷ l(b).
        var (xx, xy, yy, x, y) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var point in points)
        {
            var weight = 1.0 / point.DurationNs;
            var size = point.Batch * weight;
            (xx, xy, yy, x, y) = (xx + (size * size), xy + (size * weight), yy + (weight * weight), x + size, y + weight);
        }

        var determinant = (xx * yy) - (xy * xy);
        var (alpha, beta) = points.Count == 1 ? (x / xx, 0) : (((x * yy) - (y * xy)) / determinant, ((y * xx) - (x * xy)) / determinant);
        if (!(beta >= 0))
            (alpha, beta) = (x / xx, 0);
        var line = new LinearLatency(Math.Max(1, (long)Math.Round(alpha)), (long)Math.Round(beta));
        var worst = 0.0;
        foreach (var point in points)
            worst = Math.Max(worst, Math.Abs((double)line.EstimateNs(0, point.Batch) / point.DurationNs - 1));
        return new LinearFit(line, worst);
    }
}
