namespace Shepherd.Core.Demand;

/// <summary>Arrivals of one stream, bucket by bucket, from a counter that is read now and then.</summary>
internal sealed class StreamHistory(DemandOptions options)
{
    /// <summary>Full buckets, the oldest first.</summary>
    private readonly List<double> _counts = [];
    private long _lastTotal;
    private long _lastNs = long.MinValue;

    /// <summary>The bucket that is being filled, by its number since time 0.</summary>
    private long _open;
    private double _openCount;

    /// <summary>The open bucket began before anything was known.</summary>
    private bool _isOpenPartial;

    public long LastNs => _lastNs;

    public int Buckets => _counts.Count;

    /// <summary>Takes the counter's value at an instant. A counter that went back began anew: what came meanwhile is not known.</summary>
    public void Observe(long atNs, long total)
    {
        if (_lastNs != long.MinValue && atNs <= _lastNs)
            return;
        var isUnknown = _lastNs == long.MinValue || total < _lastTotal || atNs - _lastNs > options.BucketNs * options.HistoryBuckets;
        if (isUnknown)
        {
            // A gap is no silence: what is left out is neither zero nor known.
            (_open, _openCount, _isOpenPartial) = (atNs / options.BucketNs, 0, true);
        }
        else
        {
            Spread(_lastNs, atNs, total - _lastTotal);
        }

        (_lastNs, _lastTotal) = (atNs, total);
    }

    /// <summary>What is to be planned for.</summary>
    public double ForecastRps() => Forecast(_counts.Count);

    /// <summary>Of the newest window, or of as much as there is.</summary>
    public double RateRps()
    {
        var buckets = Math.Min(options.WindowBuckets, _counts.Count);
        return buckets == 0 ? 0 : PerSecond(Sum(_counts.Count - buckets, buckets) / buckets);
    }

    /// <summary>By the differences between neighbours (Allan's variance), so that a slow change of the level is no variation. Variance of a span's count ≈ CV² · mean.</summary>
    public double Cv()
    {
        var mean = _counts.Count == 0 ? 0 : _counts.Sum() / _counts.Count;
        if (_counts.Count < options.WindowBuckets || mean <= 0)
            return 1;
        var squares = 0.0;
        for (var i = 1; i < _counts.Count; i++)
            squares += (_counts[i] - _counts[i - 1]) * (_counts[i] - _counts[i - 1]);
        return Math.Sqrt(squares / (2 * (_counts.Count - 1)) / mean);
    }

    /// <summary>The last buckets are all far above what those before made expect.</summary>
    public bool IsBurst()
    {
        var before = _counts.Count - options.BurstBuckets;
        if (before < options.WindowBuckets)
            return false;
        var expected = Expected(before);
        return _counts.Skip(before).All(count => count > options.BurstFactor * expected && count - expected > Noise(expected, before));
    }

    /// <summary>The last bucket is far below what those before made expect.</summary>
    public bool IsFall()
    {
        var before = _counts.Count - 1;
        if (before < options.WindowBuckets)
            return false;
        var expected = Expected(before);
        return _counts[before] * options.BurstFactor < expected && expected - _counts[before] > Noise(expected, before);
    }

    /// <summary>Forgets all but the newest buckets.</summary>
    public void Keep(int buckets) => _counts.RemoveRange(0, Math.Max(0, _counts.Count - buckets));

    private double Expected(int before) => Forecast(before) * options.BucketNs / 1e9;

    private double Noise(double expected, int before)
    {
        // With nothing expected a few single requests are no burst yet: at least the noise of one a bucket.
        var mean = Sum(0, before) / before;
        var squares = 0.0;
        for (var i = 1; i < before; i++)
            squares += (_counts[i] - _counts[i - 1]) * (_counts[i] - _counts[i - 1]);
        var dispersion = mean > 0 && before > 1 ? Math.Max(1, squares / (2 * (before - 1)) / mean) : 1;
        return options.ChangeDeviations * Math.Sqrt(dispersion * Math.Max(1, expected));
    }

    /// <summary>A high percentile of the windows among the first buckets; with less than a window the greatest bucket, since a jump's first bucket holds only a part of it.</summary>
    private double Forecast(int buckets)
    {
        if (buckets == 0)
            return 0;
        if (buckets < options.WindowBuckets)
            return PerSecond(_counts.Take(buckets).Max());
        var rates = new List<double>();
        for (var start = 0; start + options.WindowBuckets <= buckets; start++)
            rates.Add(PerSecond(Sum(start, options.WindowBuckets) / options.WindowBuckets));
        rates.Sort();
        return rates[Math.Max(0, (int)Math.Ceiling(options.Percentile * rates.Count) - 1)];
    }

    private void Spread(long fromNs, long toNs, long arrived)
    {
        var spanNs = (double)(toNs - fromNs);
        for (var at = fromNs; at < toNs;)
        {
            var endNs = Math.Min((_open + 1) * options.BucketNs, toNs);
            _openCount += arrived * ((endNs - at) / spanNs);
            at = endNs;
            if (at == (_open + 1) * options.BucketNs)
                Close();
        }
    }

    private void Close()
    {
        if (!_isOpenPartial)
            _counts.Add(_openCount);
        (_open, _openCount, _isOpenPartial) = (_open + 1, 0, false);
        Keep(options.HistoryBuckets);
    }

    private double Sum(int start, int count)
    {
        var sum = 0.0;
        for (var i = start; i < start + count; i++)
            sum += _counts[i];
        return sum;
    }

    private double PerSecond(double count) => count * 1e9 / options.BucketNs;
}
