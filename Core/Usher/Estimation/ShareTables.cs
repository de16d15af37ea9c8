using Shepherd.Core.Profiles;

namespace Shepherd.Core.Usher.Estimation;

/// <summary>Times measured on shares of a device. Between two shares time goes with 1 ÷ share, as work that fills its share does; below the smallest it is in proportion.</summary>
internal sealed class ShareTables
{
    private readonly (double Slower, TableLatency Table)[] _tables;

    /// <exception cref="ArgumentException">A share is none or there twice, a table is faulty, or a smaller share is quicker somewhere.</exception>
    public ShareTables(IReadOnlyList<LatencyPoint> whole, IReadOnlyList<(double ComputePercent, IReadOnlyList<LatencyPoint> Points)> shares)
    {
        var tables = new List<(double Slower, TableLatency Table)> { (1, new TableLatency(whole)) };
        var (lastPercent, lastPoints) = (100.0, whole);
        foreach (var (percent, points) in shares.OrderByDescending(s => s.ComputePercent))
        {
            if (!(percent > 0) || percent >= lastPercent)
                throw new ArgumentException(FormattableString.Invariant($"a share of {percent} %: shares must be above 0 and below 100, each once"), nameof(shares));
            if (LatencyPoint.FindFault(points) is { } fault)
                throw new ArgumentException(FormattableString.Invariant($"share of {percent} %: {fault}"), nameof(shares));
            var table = new TableLatency(points);
            foreach (var batch in points.Concat(lastPoints).Select(p => p.Batch).Distinct().Order())
            {
                if (table.EstimateNs(0, batch) < tables[^1].Table.EstimateNs(0, batch))
                    throw new ArgumentException(FormattableString.Invariant($"share of {percent} %, batch size {batch}: quicker than on {lastPercent} %; measure again, or give the smaller share the larger time"), nameof(shares));
            }

            tables.Add((100 / percent, table));
            (lastPercent, lastPoints) = (percent, points);
        }

        _tables = [.. tables];
    }

    public double DurationNs(int batch, double computePercent)
    {
        var slower = 100 / computePercent;
        var above = Array.FindIndex(_tables, t => t.Slower >= slower);
        if (above == 0)
            return _tables[0].Table.EstimateNs(0, batch);
        if (above < 0)
            return _tables[^1].Table.EstimateNs(0, batch) * slower / _tables[^1].Slower;
        var (below, next) = (_tables[above - 1], _tables[above]);
        var (fromNs, toNs) = (below.Table.EstimateNs(0, batch), next.Table.EstimateNs(0, batch));
        // Past a table's last size a smaller share's slope may be the lesser one.
        return fromNs + (Math.Max(0, toNs - fromNs) * (slower - below.Slower) / (next.Slower - below.Slower));
    }
}
