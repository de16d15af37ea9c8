namespace Shepherd.Simulator.Tests.Interference.Fitting;

/// <summary>Least squares of a handful of unknowns, by the normal equations.</summary>
internal static class LeastSquares
{
    public static double[] Solve(double[][] rows, double[] values)
    {
        var n = rows[0].Length;
        var m = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => rows.Sum(r => r[i] * r[j])).Append(rows.Zip(values, (r, v) => r[i] * v).Sum()).ToArray()).ToArray();
        for (var i = 0; i < n; i++)
        {
            var pivot = Enumerable.Range(i, n - i).MaxBy(k => Math.Abs(m[k][i]));
            (m[i], m[pivot]) = (m[pivot], m[i]);
            for (var k = 0; k < n; k++)
            {
                if (k == i)
                    continue;
                var factor = m[k][i] / m[i][i];
                for (var j = i; j <= n; j++)
                    m[k][j] -= factor * m[i][j];
            }
        }

        return [.. m.Select((row, i) => row[n] / row[i])];
    }

    /// <summary>The best solution with no negative unknown: of every set of unknowns that are not 0.</summary>
    public static (double[] Solution, double Error) SolveNotNegative(double[][] rows, double[] values)
    {
        var n = rows[0].Length;
        var (best, bestError) = (new double[n], double.MaxValue);
        for (var mask = 1; mask < 1 << n; mask++)
        {
            var used = Enumerable.Range(0, n).Where(i => (mask >> i & 1) == 1).ToArray();
            var part = Solve([.. rows.Select(r => used.Select(i => r[i]).ToArray())], values);
            if (Array.Exists(part, p => !(p >= 0)))
                continue;
            var all = new double[n];
            foreach (var (i, at) in used.Select((i, at) => (i, at)))
                all[i] = part[at];
            var error = rows.Zip(values, (r, v) => Math.Pow(r.Zip(all, (x, k) => x * k).Sum() - v, 2)).Sum();
            if (error < bestError)
                (best, bestError) = (all, error);
        }

        return (best, bestError);
    }
}
