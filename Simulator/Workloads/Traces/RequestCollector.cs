namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>Gathers a per-request trace by stream; rows outside the selected time are not kept, and those after it not read.</summary>
internal static class RequestCollector
{
    /// <summary>Half a gigabyte of instants and requests; a selection keeps larger traces below it.</summary>
    private const int RequestsMax = 20_000_000;

    /// <summary>Durations in the Azure Functions trace are rounded to a millisecond, and starts computed from them are off by as much.</summary>
    private const long DisorderNs = 1_000_000;

    public static Trace Collect(string format, string file, IEnumerable<TraceRequest> requests, TraceSelection selection)
    {
        var streams = new SortedDictionary<string, (List<long> InstantsNs, string Where)>(StringComparer.Ordinal);
        var (originNs, lastNs, kept) = ((long?)null, 0L, 0);
        foreach (var request in requests)
        {
            originNs ??= request.AtNs;
            var atNs = request.AtNs - originNs.Value;
            if (atNs < lastNs - DisorderNs)
                throw request.Line.Fault($"out of order: {(lastNs - atNs) / 1e9:0.######} s before a row above it; sort the file by arrival time");
            atNs = lastNs = Math.Max(atNs, lastNs);
            if (atNs >= selection.EndNs)
                break;
            if (atNs < selection.StartNs)
                continue;
            if (++kept > RequestsMax)
                throw request.Line.Fault($"more than {RequestsMax} requests; select a part with --trace-start and --trace-seconds");
            if (!streams.TryGetValue(request.Stream, out var stream))
                streams.Add(request.Stream, stream = ([], request.Line.Where));
            stream.InstantsNs.Add(atNs - selection.StartNs);
        }

        if (kept == 0)
            throw new InvalidDataException($"{file}: no request in the selected time; the trace {(originNs is null ? "has none" : $"covers {lastNs / 1e9:0.###} s")}");
        var lengthNs = Math.Min(lastNs + 1, selection.EndNs) - selection.StartNs;
        return new Trace(format, [.. streams.Select(s => new TraceStream(s.Key, new InstantArrivals(s.Value.InstantsNs, lengthNs) { File = file }) { Where = s.Value.Where })], lengthNs) { File = file };
    }
}
