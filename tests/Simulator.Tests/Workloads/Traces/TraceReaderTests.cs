using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Shepherd.Core.Primitives;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Simulator.Tests.Workloads.Traces;

public sealed class TraceReaderTests : IDisposable
{
    private const long S = 1_000_000_000;

    /// <summary>Two of zeros end an archive.</summary>
    private const int TarBlockBytes = 512;

    private static readonly TraceSelection All = new(0, null);

    private readonly string _folder = Directory.CreateTempSubdirectory("traces").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_AzureLlm_HasOneStreamFromItsFirstRow()
    {
        var trace = Read("TIMESTAMP,ContextTokens,GeneratedTokens", "2023-11-16 23:59:59.9799600,1,2", "2023-11-17 00:00:00.0000001,1,2", "2023-11-17 00:00:01,1,2");
        Assert.Equal([0, 20_040_100, 1_020_040_000], Instants(trace, "all"));
        Assert.Equal(1_020_040_001, trace.LengthNs);
    }

    [Fact]
    public void Read_AzureFunctions_ArriveAtTheirStart()
    {
        var trace = Read("app,func,end_timestamp,duration", "a,f,10.5,0.5", "b,g,12,0.25", "a,f,13,1");
        Assert.Equal([0, 2 * S], Instants(trace, "f"));
        Assert.Equal([1_750_000_000], Instants(trace, "g"));
    }

    [Fact]
    public void Read_OwnRequests_KeepsTheirModels()
    {
        var trace = Read("timestamp_s,model", "5,x", "5,y", "5.5,x", "");
        Assert.Equal(["x", "y"], trace.Streams.Select(s => s.Name));
        Assert.Equal([0, S / 2], Instants(trace, "x"));
    }

    [Theory]
    [InlineData(0, null, 3, 2.000000001)]
    [InlineData(1, null, 2, 1.000000001)]
    [InlineData(0, 2.0, 2, 2)]
    [InlineData(1, 1.0, 1, 1)]
    public void Read_PartOfRequests_IsCutAndStartsAnew(int startS, double? seconds, int count, double lengthS)
    {
        var trace = Read(new TraceSelection(startS * S, seconds is { } s ? (long)(s * S) : null), "timestamp_s,model", "0,x", "1,x", "2,x");
        Assert.Equal(count, Instants(trace, "x").Count);
        Assert.Equal(0, Instants(trace, "x")[0]);
        Assert.Equal(lengthS, trace.LengthNs / 1e9, 1e-9);
    }

    [Fact]
    public void Read_PartOfRequests_DoesNotReadPastIt() => Assert.Single(Read(new TraceSelection(0, S), "timestamp_s,model", "0,x", "2,x", "not a row").Streams);

    [Fact]
    public void Read_MinuteCounts_HaveTheirRatesMinuteByMinute()
    {
        var trace = Read("minute,model,count", "7,x,6000", "7,y,60", "9,x,600");
        Assert.Equal(180 * S, trace.LengthNs);
        Assert.Equal(6600 / 180.0, trace.Streams[0].Arrivals.Rate, 1e-9);
        var perMinute = new int[3];
        foreach (var at in trace.Streams[0].Arrivals.Draw(new SeededRandom(1), trace.LengthNs))
            perMinute[at / (60 * S)]++;
        Assert.InRange(perMinute[0], 5700, 6300);
        Assert.Equal(0, perMinute[1]);
        Assert.InRange(perMinute[2], 520, 680);
    }

    [Fact]
    public void Read_ServeGen_HasAStreamPerClient()
    {
        var path = Archive(("m/chunk-0.csv", "0,10,2,Gamma,0.25,0.4\n600,0,0,,0,0\n1200,5,1,Weibull,1,0.2\n"), ("m/chunk-1.csv", "600,1,8,Gamma,1,1\n"));
        var trace = TraceReader.Read(path, All);
        Assert.Equal(["chunk-0", "chunk-1"], trace.Streams.Select(s => s.Name));
        Assert.Equal(1800 * S, trace.LengthNs);
        Assert.Equal(new RateWindow(1200 * S, 1800 * S, 5, 1), ((WindowArrivals)trace.Streams[0].Arrivals).Windows[1]);
        Assert.Equal(600 * S, TraceReader.Read(path, new TraceSelection(500 * S, 600 * S)).LengthNs);
    }

    [Theory]
    [InlineData("TIMESTAMP,a|2023-11-16 18:17,1|", ":2: TIMESTAMP is '2023-11-16 18:17'; it takes a time such as")]
    [InlineData("TIMESTAMP,a|2023-11-16 18:17:05,1|2023-11-16 18:17:04,1", ":3: out of order: 1 s before a row above it; sort the file")]
    [InlineData("app,func,end_timestamp,duration|a,f,1", ":2: 3 of the columns app,func,end_timestamp,duration")]
    [InlineData("app,func,end_timestamp,duration|a,f,1,-2", ":2: duration is '-2'; it takes a number from 0")]
    [InlineData("app,func,end_timestamp,duration|a,,1,1", ":2: func is empty")]
    [InlineData("timestamp_s,model|1,x|NaN,x", ":3: timestamp_s is 'NaN'")]
    [InlineData("timestamp_s,model|1,x|0.5,x", ":3: out of order: 0.5 s before")]
    [InlineData("timestamp_s,model|1e300,x", ":2: timestamp_s is '1e300'")]
    [InlineData("timestamp_s,model|one,x", ":2: timestamp_s is 'one'")]
    [InlineData("timestamp_s,model", "no request in the selected time; the trace has none")]
    [InlineData("minute,model,count|1,x,5|0,x,5", ":3: out of order: minute 0 after minute 1")]
    [InlineData("minute,model,count|1,x,5|1,y,5|1,x,5", ":4: 'x' has a second row for minute 1")]
    [InlineData("minute,model,count|1,x,2.5", ":2: count is '2.5'; it takes a whole number")]
    [InlineData("minute,model,count|1,x,-1", ":2: count is '-1'")]
    [InlineData("time,what|1,2", ":1: 'time,what' is no header of a known trace; known are timestamp_s,model")]
    [InlineData("", ":1: '' is no header")]
    public void Read_FaultyRow_SaysFileLineAndRemedy(string rows, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Read(rows.Split('|'))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_PartPastTheEnd_SaysHowLongTheTraceIs() =>
        Assert.Contains("covers 1.5 s", Assert.Throws<InvalidDataException>(() => Read(new TraceSelection(5 * S, null), "timestamp_s,model", "0,x", "1.5,x")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0,1,1,Gamma,1,1\n0,1,1,Gamma,1,1\n", ":m/c.csv:2: out of order: start_s 0")]
    [InlineData("0,1,1,Gamma,1\n", ":m/c.csv:1: 5 of the columns start_s,rate_rps,cv,pattern,shape,scale")]
    [InlineData("0,1,1,Gamma,1,1,1\n", ":m/c.csv:1: 7 fields, more than the 6 columns")]
    [InlineData("0,1,x,Gamma,1,1\n", ":m/c.csv:1: cv is 'x'")]
    [InlineData("0,1,1,Foo,1,1\n", ":m/c.csv:1: pattern is 'Foo'; it takes Gamma or Weibull")]
    [InlineData("0,1,1,,1,1\n", ":m/c.csv:1: pattern is ''")]
    [InlineData("0,1,1,Gamma,NaN,1\n", ":m/c.csv:1: shape is 'NaN'; it takes a number from 0")]
    [InlineData("0,1,1,Weibull,1,NaN\n", ":m/c.csv:1: scale is 'NaN'")]
    [InlineData("0,1,1,Gamma,1,-3\n", ":m/c.csv:1: scale is '-3'")]
    [InlineData("0,0,0,,0,0\n", "no request in the selected time")]
    public void Read_FaultyServeGenRow_SaysWhere(string rows, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => TraceReader.Read(Archive(("m/c.csv", rows)), All)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_ArchiveWithoutClients_SaysSo()
    {
        const string expected = ": there is no ServeGen client file in it; pack one .csv for each client, of rows start_s,rate_rps,cv,pattern,shape,scale";
        var path = Archive(("m/read.me", "0,1,1,Gamma,1,1\n"));
        Assert.Equal(path + expected, Assert.Throws<InvalidDataException>(() => TraceReader.Read(path, All)).Message);
        using (var empty = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            empty.Write(new byte[2 * TarBlockBytes]);
        Assert.Equal(path + expected, Assert.Throws<InvalidDataException>(() => TraceReader.Read(path, All)).Message);
    }

    [Theory]
    [InlineData("timestamp_s,model\n1,x\n2,m\u00ffx\n3,x", ":3: it is not UTF-8 text; save the file as UTF-8")]
    [InlineData("timestamp_s,m\u00e9del\n1,x", ":1: it is not UTF-8 text")]
    [InlineData("\u00ef\u00bb\u00bftimestamp_s,model\n1,m\u00ff", ":2: it is not UTF-8 text")]
    public void Read_OtherThanUtf8_SaysFileAndLine(string latin1, string expected)
    {
        var path = Path.Combine(_folder, "t.csv");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(latin1));
        Assert.StartsWith(path + expected, Assert.Throws<InvalidDataException>(() => TraceReader.Read(path, All)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Utf8_KeepsItsNames()
    {
        var path = Path.Combine(_folder, "t.csv");
        File.WriteAllText(path, "timestamp_s,model\n1,größe", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal("größe", Assert.Single(TraceReader.Read(path, All).Streams).Name);
    }

    [Fact]
    public void Read_CutArchive_SaysSo()
    {
        var path = Archive(("m/c.csv", string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i},{i * 7 % 13},1,Gamma,1,1\n"))));
        var whole = File.ReadAllBytes(path);
        for (var length = 1; length < whole.Length - 20; length += 997)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => TraceReader.Read(path, All)).Message, StringComparison.Ordinal);
        }

        File.WriteAllText(path, "no archive");
        Assert.Contains("not a whole tar.gz", Assert.Throws<InvalidDataException>(() => TraceReader.Read(path, All)).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("AzureLLMInferenceTrace_code.csv", 8819, 1, 3436)]
    [InlineData("AzureLLMInferenceTrace_conv.csv", 19366, 1, 3502)]
    [InlineData("azure_functions_2021_20min_sample.csv", 199, 31, 1200)]
    public void Read_RealTrace_HasAllItsRequests(string file, int requests, int streams, int seconds)
    {
        var trace = TraceReader.Read(Repository.Data(Path.Combine("traces", file)), All);
        Assert.Equal((requests, streams, seconds), (trace.Streams.Sum(s => ((InstantArrivals)s.Arrivals).InstantsNs.Count), trace.Streams.Count, (int)Math.Round(trace.LengthNs / 1e9)));
    }

    [SkippableFact]
    public void Read_RealServeGen_HasItsClientsAndRate()
    {
        var trace = TraceReader.Read(Repository.Data("traces/servegen_m-large_rates.tar.gz"), All);
        Assert.Equal((162, 14 * 86_400L), (trace.Streams.Count, trace.LengthNs / S));
        Assert.All(trace.Streams, s => Assert.Null(s.Arrivals.FindFault()));
        Assert.Equal(196, trace.Streams.Sum(s => s.Arrivals.Rate), 1.0);
    }

    private static IReadOnlyList<long> Instants(Trace trace, string stream) => ((InstantArrivals)trace.Streams.Single(s => s.Name == stream).Arrivals).InstantsNs;

    private Trace Read(params string[] rows) => Read(All, rows);

    private Trace Read(TraceSelection selection, params string[] rows)
    {
        var path = Path.Combine(_folder, "t.csv");
        File.WriteAllText(path, string.Join('\n', rows));
        return TraceReader.Read(path, selection);
    }

    private string Archive(params (string Name, string Rows)[] files)
    {
        var path = Path.Combine(_folder, "rates.tar.gz");
        using var zipped = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var archive = new TarWriter(zipped);
        foreach (var (name, rows) in files)
            archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(rows)) });
        return path;
    }
}
