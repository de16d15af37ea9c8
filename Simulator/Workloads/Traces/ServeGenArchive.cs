using System.Formats.Tar;
using System.IO.Compression;

namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>
/// ServeGen's client statistics (Xiang et al., arXiv 2505.09999) as a tar.gz of one file per client, rows <c>start_s,rate_rps,cv,pattern,shape,scale</c>
/// without a header. Rate and CV are used; the pattern is not: gaps are Gamma also where ServeGen fitted a Weibull.
/// </summary>
internal static class ServeGenArchive
{
    private const double NsPerS = 1e9;

    private const double SecondsMax = 9_000_000_000;

    private const double RateMax = 1_000_000;

    /// <summary>Gaps as good as equal; a window of one request has a CV of 0.</summary>
    private const double CvMin = 0.05;

    private const double CvMax = 1000;

    /// <summary>ServeGen's windows; of use only where a client has one alone.</summary>
    private const long WindowNsDefault = 600_000_000_000;

    public static Trace Read(string path, TraceSelection selection)
    {
        var windows = new WindowCollector(selection);
        using var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var archive = new TarReader(unzipped);
        try
        {
            while (archive.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is null || !entry.Name.EndsWith(".csv", StringComparison.Ordinal))
                    continue;
                using var reader = new StreamReader(entry.DataStream);
                ReadClient(TraceLine.ReadAll(reader, $"{path}:{entry.Name}", 1), Path.GetFileNameWithoutExtension(entry.Name), windows);
            }
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException || (e is InvalidDataException && !e.Message.StartsWith(path, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{path}: it is not a whole tar.gz archive ({e.Message}); pack it anew", e);
        }

        return windows.ToTrace("ServeGen", path);
    }

    private static void ReadClient(IEnumerable<TraceLine> lines, string client, WindowCollector windows)
    {
        RateWindow? open = null;
        var lengthNs = WindowNsDefault;
        foreach (var line in lines)
        {
            var fields = line.Fields(3, "start_s,rate_rps,cv");
            var startNs = (long)(line.Amount(fields[0], "start_s", SecondsMax) * NsPerS);
            var rate = line.Amount(fields[1], "rate_rps", RateMax);
            // Where nothing arrived there is no variation to tell, and the field is 0 or empty.
            var cv = rate == 0 ? 1 : Math.Max(CvMin, line.Amount(fields[2], "cv", CvMax));
            if (open is { } last)
            {
                if (startNs <= last.StartNs)
                    throw line.Fault($"out of order: start_s {fields[0]} is not after the row above; sort the file by start_s, each window once");
                lengthNs = startNs - last.StartNs;
                windows.Add(client, last with { EndNs = startNs });
            }

            open = new RateWindow(startNs, startNs + lengthNs, rate, cv);
        }

        if (open is { } final)
            windows.Add(client, final);
    }
}
