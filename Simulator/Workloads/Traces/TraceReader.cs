namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>Reads a trace file of any known format, told by its extension or header.</summary>
public static class TraceReader
{
    private const string RequestHeader = "timestamp_s,model";
    private const string MinuteHeader = "minute,model,count";
    private const string AzureLlmHeader = "TIMESTAMP";
    private const string AzureFunctionsHeader = "app,func,end_timestamp,duration";

    /// <summary>Reads it row by row; only the selected part is kept.</summary>
    /// <param name="path">A CSV file, or ServeGen's tar.gz.</param>
    /// <param name="selection">What part to take.</param>
    /// <param name="cv">Variation of the gaps within a window where the format has counts alone.</param>
    /// <exception cref="InvalidDataException">It is of no known format, a row is malformed or out of order (file:line), or nothing is in the selected part.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Trace Read(string path, TraceSelection selection, double cv = 1)
    {
        if (path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase))
            return ServeGenArchive.Read(path, selection);
        using var reader = TraceText.Open(path);
        var header = new TraceLine(path, 1, reader.ReadLine()?.TrimEnd() ?? "").Decoded().Text;
        var rows = TraceLine.ReadAll(reader, path, 2);
        return header switch
        {
            RequestHeader => RequestCollector.Collect("requests", path, RequestFormats.Requests(rows), selection) with { NamesModels = true },
            MinuteHeader => MinuteCounts.Read(path, rows, selection, cv) with { NamesModels = true },
            AzureFunctionsHeader => RequestCollector.Collect("Azure Functions 2021", path, RequestFormats.AzureFunctions(rows), selection),
            _ when header.Split(',')[0] == AzureLlmHeader => RequestCollector.Collect("Azure LLM inference", path, RequestFormats.AzureLlm(rows, header), selection),
            _ => throw new InvalidDataException(
                $"{path}:1: '{TraceLine.Shorten(header)}' is no header of a known trace; known are {RequestHeader} · {MinuteHeader} · {AzureFunctionsHeader} (Azure Functions 2021) · {AzureLlmHeader},… (Azure LLM inference), and a .tar.gz of ServeGen's clients"),
        };
    }
}
