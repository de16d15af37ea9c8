namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>Our own per-minute format: <c>minute,model,count</c>.</summary>
internal static class MinuteCounts
{
    private const long NsPerMinute = 60_000_000_000;

    /// <summary>Minutes since 1970 pass this in the year 2160.</summary>
    private const double MinutesMax = 100_000_000;

    private const double CountMax = 1_000_000_000;

    /// <param name="file">The file's name, for messages.</param>
    /// <param name="lines">Its rows, by ascending minute; a model at most once in a minute.</param>
    /// <param name="selection">What part to take.</param>
    /// <param name="cv">Variation of the gaps within a minute, which the counts do not tell.</param>
    public static Trace Read(string file, IEnumerable<TraceLine> lines, TraceSelection selection, double cv)
    {
        var windows = new WindowCollector(selection);
        var inMinute = new HashSet<string>(StringComparer.Ordinal);
        var (first, last) = (-1L, -1L);
        foreach (var line in lines)
        {
            var fields = line.FieldsOf("minute,model,count");
            var minute = Whole(line, fields[0], "minute", MinutesMax);
            if (minute < last)
                throw line.Fault($"out of order: minute {minute} after minute {last}; sort the file by minute");
            if (minute > last)
                inMinute.Clear();
            (first, last) = (first < 0 ? minute : first, minute);
            var model = line.Name(fields[1], "model");
            if (!inMinute.Add(model))
                throw line.Fault($"'{model}' has a second row for minute {minute}; add the counts up in one");
            var startNs = (minute - first) * NsPerMinute;
            windows.Add(model, new RateWindow(startNs, startNs + NsPerMinute, Whole(line, fields[2], "count", CountMax) / 60.0, cv), line.Where);
        }

        return windows.ToTrace("per-minute counts", file) with { IsCounted = true };
    }

    private static long Whole(TraceLine line, string field, string column, double max)
    {
        var value = line.Amount(field, column, max);
        return value == Math.Floor(value) ? (long)value : throw line.Fault($"{column} is '{field}'; it takes a whole number");
    }
}
