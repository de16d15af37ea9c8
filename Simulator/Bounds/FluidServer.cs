namespace Shepherd.Simulator.Bounds;

/// <summary>Work that has a window; times and work in one unit.</summary>
internal readonly record struct FluidJob(long Arrival, long Deadline, long Work);

/// <summary>One server of speed 1 that may interrupt anything, over jobs in order of rising work.</summary>
internal sealed class FluidServer
{
    private readonly FluidJob[] _jobs;
    private readonly int[] _byArrival;

    /// <summary>Entry i: work of the first i jobs.</summary>
    private readonly long[] _sums;
    private readonly long[] _left;
    private readonly PriorityQueue<int, long> _waiting = new();
    private long _now;
    private long _done;

    public FluidServer(FluidJob[] jobs)
    {
        _jobs = jobs;
        _left = new long[jobs.Length];
        _byArrival = [.. Enumerable.Range(0, jobs.Length)];
        Array.Sort(Array.ConvertAll(jobs, j => j.Arrival), _byArrival);
        _sums = new long[jobs.Length + 1];
        for (var i = 0; i < jobs.Length; i++)
            _sums[i + 1] = _sums[i] + jobs[i].Work;
    }

    /// <summary>The most work that can be done on the first <paramref name="count"/> jobs within their windows: earliest deadline first, partial work counted.</summary>
    public long Rank(int count)
    {
        (_now, _done) = (0, 0);
        _waiting.Clear();
        foreach (var job in _byArrival)
        {
            if (job >= count)
                continue;
            RunUntil(_jobs[job].Arrival);
            _left[job] = _jobs[job].Work;
            _waiting.Enqueue(job, _jobs[job].Deadline);
        }

        RunUntil(long.MaxValue);
        return _done;
    }

    /// <summary>Jobs done with an amount of work, parts counted, if the least of a range are done first.</summary>
    public double EarnCheapestFirst(int first, int end, long work)
    {
        var whole = first + CountWhole(first, end, i => _sums[i] - _sums[first], work);
        return whole - first + (whole == end ? 0 : Part(work - (_sums[whole] - _sums[first]), whole));
    }

    /// <summary>The same if the greatest are done first: no way of spending the work on the range does fewer.</summary>
    public double EarnDearestFirst(int first, int end, long work)
    {
        var whole = CountWhole(0, end - first, i => _sums[end] - _sums[end - i], work);
        return whole + (whole == end - first ? 0 : Part(work - (_sums[end] - _sums[end - whole]), end - whole - 1));
    }

    private static int CountWhole(int low, int high, Func<int, long> sum, long work)
    {
        var first = low;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (sum(middle) <= work)
                low = middle;
            else
                high = middle - 1;
        }

        return low - first;
    }

    private double Part(long work, int job) => (double)work / _jobs[job].Work;

    private void RunUntil(long end)
    {
        while (_now < end && _waiting.TryPeek(out var job, out var deadline))
        {
            var slice = Math.Clamp(Math.Min(deadline, end) - _now, 0, _left[job]);
            _now += slice;
            _done += slice;
            _left[job] -= slice;
            if (_left[job] == 0 || _now >= deadline)
                _waiting.Dequeue();
        }

        if (end != long.MaxValue)
            _now = Math.Max(_now, end);
    }
}
