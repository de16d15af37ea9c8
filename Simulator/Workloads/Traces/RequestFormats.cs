using System.Globalization;

namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>The per-request formats, each by the header of its file.</summary>
internal static class RequestFormats
{
    /// <summary>The one stream of traces that name none.</summary>
    public const string OnlyStream = "all";

    private const double NsPerS = 1e9;

    /// <summary>Seconds since 1970 pass this in the year 2286; nanoseconds of more would overflow.</summary>
    private const double SecondsMax = 9_000_000_000;

    /// <summary>Past the context of any model.</summary>
    private const double TokensMax = 1_000_000_000;

    /// <summary>Azure LLM inference traces (Azure Public Dataset, 2023): <c>TIMESTAMP,ContextTokens,GeneratedTokens</c>.</summary>
    public static IEnumerable<TraceRequest> AzureLlm(IEnumerable<TraceLine> lines, string header)
    {
        var columns = header.Split(',');
        foreach (var line in lines)
        {
            var fields = line.FieldsOf(header);
            var field = fields[0];
            if (!DateTime.TryParseExact(field, "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
                throw line.Fault($"TIMESTAMP is '{TraceLine.Shorten(field)}'; it takes a time such as 2023-11-16 18:17:03.9799600");
            // Not used; but a row of which they are wrong is not what the file's header says, and its time may be no better.
            for (var i = 1; i < fields.Length; i++)
                _ = line.Amount(fields[i], columns[i], TokensMax);
            yield return new TraceRequest((at - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick, OnlyStream, line);
        }
    }

    /// <summary>Azure Functions 2021 (Azure Public Dataset), the trace that SHEPHERD calls MAF: <c>app,func,end_timestamp,duration</c>, seconds; an invocation arrives at its end less its duration.</summary>
    public static IEnumerable<TraceRequest> AzureFunctions(IEnumerable<TraceLine> lines)
    {
        foreach (var line in lines)
        {
            var fields = line.FieldsOf("app,func,end_timestamp,duration");
            var startS = line.Amount(fields[2], "end_timestamp", SecondsMax) - line.Amount(fields[3], "duration", SecondsMax);
            yield return new TraceRequest((long)(startS * NsPerS), line.Name(fields[1], "func"), line);
        }
    }

    /// <summary>Our own: <c>timestamp_s,model</c>.</summary>
    public static IEnumerable<TraceRequest> Requests(IEnumerable<TraceLine> lines)
    {
        foreach (var line in lines)
        {
            var fields = line.FieldsOf("timestamp_s,model");
            yield return new TraceRequest((long)(line.Amount(fields[0], "timestamp_s", SecondsMax) * NsPerS), line.Name(fields[1], "model"), line);
        }
    }
}
