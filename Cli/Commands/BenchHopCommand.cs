using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Shepherd.Cli.Bench.Load;
using Shepherd.GpuWorker.Benchmarks;
using Spectre.Console;

namespace Shepherd.Cli.Commands;

/// <summary><c>shepherd bench hop</c>: what a peer's lane costs over one's own, and how much one lead schedules.</summary>
internal static class BenchHopCommand
{
    private const int BatchesMax = 1_000_000;
    private const int LanesMax = 64;
    private const double SecondsMax = 3600;

    private static readonly int[] Sizes = [1_000, 100_000, 2_000_000];
    private static readonly string[] Policies = ["shepherd", "shepherd:pressing", "edf"];
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static Command Create()
    {
        var batches = NumberOption.Create("--batches", "Batches of each size on each lane", otherwise: 1000, min: 10, BatchesMax);
        var lanes = NumberOption.Create("--lanes", "Lanes of the peer", otherwise: 12, min: 1, LanesMax);
        var seconds = NumberOption.Create("--seconds", "How long a lead schedules, for each policy", otherwise: 5.0, min: 0.1, SecondsMax);
        var output = SharedOptions.Output("table");
        var command = new Command("hop", "A batch on a peer's lane against one's own, and the requests a second that one lead schedules; the model answers its input") { batches, lanes, seconds, output };
        command.SetAction(parsed => CommandFailure.Tell(parsed, () =>
        {
            var folder = Directory.CreateTempSubdirectory("shepherd-hop-").FullName;
            try
            {
                using var bench = new HopBenchmark(EchoRepository.Write(folder, Sizes[^1]), parsed.GetValue(lanes));
                List<HopFigures> hops = [.. Sizes.Select(bytes => bench.Measure(bytes, parsed.GetValue(batches)))];
                List<LeadFigures> leads = [.. Policies.Select(policy => bench.MeasureLead(policy, Sizes[0], TimeSpan.FromSeconds(parsed.GetValue(seconds))))];
                StandardOutput.WriteTo(parsed, writer => Write(writer, hops, leads, parsed.GetValue(output) == OutputFormat.Json));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Write(TextWriter writer, List<HopFigures> hops, List<LeadFigures> leads, bool isJson)
    {
        if (isJson)
        {
            writer.WriteLine(JsonSerializer.Serialize(
                new
                {
                    Hops = hops.Select(h => new { h.Bytes, OwnP50Us = Us(HopFigures.Quantile(h.OwnNs, 0.5)), OwnP99Us = Us(HopFigures.Quantile(h.OwnNs, 0.99)), PeerP50Us = Us(HopFigures.Quantile(h.RemoteNs, 0.5)), PeerP99Us = Us(HopFigures.Quantile(h.RemoteNs, 0.99)), HopP50Us = Us(h.HopNs(0.5)), HopP99Us = Us(h.HopNs(0.99)) }),
                    Leads = leads.Select(l => new { l.Policy, l.Lanes, l.Bytes, RequestsPerS = Math.Round(l.RequestsPerS), MeanBatch = Math.Round(l.MeanBatch, 1) }),
                },
                Options));
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        var table = new Table().AddColumns("bytes", "own p50 µs", "own p99 µs", "peer p50 µs", "peer p99 µs", "hop p50 µs", "hop p99 µs");
        foreach (var hop in hops)
        {
            table.AddRow(
                $"{hop.Bytes}", Text(HopFigures.Quantile(hop.OwnNs, 0.5)), Text(HopFigures.Quantile(hop.OwnNs, 0.99)), Text(HopFigures.Quantile(hop.RemoteNs, 0.5)), Text(HopFigures.Quantile(hop.RemoteNs, 0.99)),
                Text(hop.HopNs(0.5)), Text(hop.HopNs(0.99)));
        }

        console.Write(table);
        var scheduled = new Table().AddColumns("policy", "lanes", "bytes", "requests/s", "mean batch");
        foreach (var lead in leads)
            scheduled.AddRow(lead.Policy, $"{lead.Lanes}", $"{lead.Bytes}", lead.RequestsPerS.ToString("0", CultureInfo.InvariantCulture), lead.MeanBatch.ToString("0.0", CultureInfo.InvariantCulture));
        console.Write(scheduled);
    }

    private static double Us(long ns) => Math.Round(ns / 1e3, 1);

    private static string Text(long ns) => (ns / 1e3).ToString("0", CultureInfo.InvariantCulture);
}
