namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>Gathers the windows of each stream and cuts them to the selected time.</summary>
internal sealed class WindowCollector(TraceSelection selection)
{
    private readonly SortedDictionary<string, (List<RateWindow> Windows, string? Where)> _streams = new(StringComparer.Ordinal);
    private long _endNs;

    /// <summary>Takes a stream's next window.</summary>
    /// <param name="stream">Its name.</param>
    /// <param name="window">Its window, after all before.</param>
    /// <param name="where">The window's row.</param>
    public void Add(string stream, RateWindow window, string? where = null)
    {
        _endNs = Math.Max(_endNs, window.EndNs);
        var cut = window with { StartNs = Math.Max(window.StartNs, selection.StartNs), EndNs = Math.Min(window.EndNs, selection.EndNs) };
        if (cut.Rate <= 0 || cut.EndNs <= cut.StartNs)
            return;
        if (!_streams.TryGetValue(stream, out var kept))
            _streams.Add(stream, kept = ([], where));
        kept.Windows.Add(cut with { StartNs = cut.StartNs - selection.StartNs, EndNs = cut.EndNs - selection.StartNs });
    }

    public Trace ToTrace(string format, string file)
    {
        if (_streams.Count == 0)
            throw new InvalidDataException($"{file}: no request in the selected time; the trace {(_endNs == 0 ? "has none" : $"covers {_endNs / 1e9:0} s")}");
        var lengthNs = Math.Min(_endNs, selection.EndNs) - selection.StartNs;
        return new Trace(format, [.. _streams.Select(s => new TraceStream(s.Key, new WindowArrivals(s.Value.Windows, lengthNs)) { Where = s.Value.Where })], lengthNs) { File = file };
    }
}
