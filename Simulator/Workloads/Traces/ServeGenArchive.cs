using System.Formats.Tar;
using System.IO.Compression;

namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>
/// ServeGen's client statistics (Xiang et al., arXiv 2505.09999) as a tar.gz of one file per client, rows <c>start_s,rate_rps,cv,pattern,shape,scale</c>
/// without a header. Rate and CV are used; the pattern is not: gaps are Gamma also where ServeGen fitted a Weibull.
/// </summary>
internal static class ServeGenArchive
{
    private const string Columns = "start_s,rate_rps,cv,pattern,shape,scale";

    private const double NsPerS = 1e9;

    private const double SecondsMax = 9_000_000_000;

    private const double RateMax = 1_000_000;

    /// <summary>Gaps as good as equal; a window of one request has a CV of 0.</summary>
    private const double CvMin = 0.05;

    private const double CvMax = 1000;

    /// <summary>Past any that a gap of a window's length has.</summary>
    private const double ParameterMax = 1_000_000_000;

    /// <summary>What ServeGen fits to the gaps.</summary>
    private static readonly string[] Patterns = ["Gamma", "Weibull"];

    /// <summary>ServeGen's windows; of use only where a client has one alone.</summary>
    private const long WindowNsDefault = 600_000_000_000;

    public static Trace Read(string path, TraceSelection selection)
    {
        var windows = new WindowCollector(selection);
        var clients = 0;
        using var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var archive = new TarReader(unzipped);
        try
        {
            while (archive.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is null || !entry.Name.EndsWith(".csv", StringComparison.Ordinal))
                    continue;
                clients++;
                using var reader = TraceText.Open(entry.DataStream);
                ReadClient(TraceLine.ReadAll(reader, $"{path}:{entry.Name}", 1), Path.GetFileNameWithoutExtension(entry.Name), windows);
            }
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException || (e is InvalidDataException && !e.Message.StartsWith(path, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{path}: it is not a whole tar.gz archive; pack it anew", e);
        }

        return clients > 0
            ? windows.ToTrace("ServeGen", path)
            : throw new InvalidDataException($"{path}: there is no ServeGen client file in it; pack one .csv for each client, of rows {Columns}");
    }

    private static void ReadClient(IEnumerable<TraceLine> lines, string client, WindowCollector windows)
    {
        RateWindow? open = null;
        var lengthNs = WindowNsDefault;
        foreach (var line in lines)
        {
            var fields = line.FieldsOf(Columns);
            var startNs = (long)(line.Amount(fields[0], "start_s", SecondsMax) * NsPerS);
            var rate = line.Amount(fields[1], "rate_rps", RateMax);
            // Where nothing arrived there is no variation to tell, and the fields are 0 or empty.
            var cv = rate == 0 ? 1 : ReadCv(line, fields);
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

    /// <summary>Pattern, shape and scale are not used; but a row of which they are wrong is not what ServeGen writes, and its rate may be no better.</summary>
    private static double ReadCv(TraceLine line, string[] fields)
    {
        if (!Patterns.Contains(fields[3], StringComparer.Ordinal))
            throw line.Fault($"pattern is '{TraceLine.Shorten(fields[3])}'; it takes {string.Join(" or ", Patterns)}");
        _ = line.Amount(fields[4], "shape", ParameterMax);
        _ = line.Amount(fields[5], "scale", ParameterMax);
        return Math.Max(CvMin, line.Amount(fields[2], "cv", CvMax));
    }
}
