using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Shepherd.Cli.Bench.Front;

/// <summary>The figures, for people and for programs.</summary>
internal static class FrontReport
{
    private const int WidthMin = 120;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(TextWriter output, FrontFigures figures)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, WidthMin);
        var table = new Table().AddColumns("callers", "way", "requests", "requests/s", "p50 ms", "p99 ms");
        foreach (var side in figures.Sides)
            table.AddRow($"{side.Callers}", side.Way, $"{side.Requests}", Text(side.Rps, "0"), Text(side.QuantileMs(0.5), "0.00"), Text(side.QuantileMs(0.99), "0.00"));
        console.Write(table);
        var open = figures.Open;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{open.Requests} asynchronous requests pending together: accepted in {open.AcceptS:0.0} s, {open.HeapBytesEach / 1000:0.0} kB of the front's heap each, a request beside them p50 {open.RestMs:0.0} ms, all withdrawn in {open.WithdrawS:0.0} s"));
        output.WriteLine("1,000 bytes each way. The SDK's callers run in this process, as do those of HTTP; the front is a process of its own. Slices alternate");
    }

    public static string ToJson(FrontFigures figures) => JsonSerializer.Serialize(
        new
        {
            Sides = figures.Sides.Select(s => new { s.Callers, s.Way, s.Requests, Rps = Math.Round(s.Rps, 1), P50Ms = Math.Round(s.QuantileMs(0.5), 3), P99Ms = Math.Round(s.QuantileMs(0.99), 3) }),
            figures.Open,
        },
        Options);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
