using System.Text.Encodings.Web;
using System.Text.Json;
using Shepherd.Schemas;

namespace Shepherd.Cli.Ocr;

/// <summary>Prints what was read: text, or one line of JSON a file.</summary>
internal abstract class OcrPrinter
{
    public static OcrPrinter Text(TextWriter output, TextWriter error) => new TextPrinter(output, error);

    public static OcrPrinter Json(TextWriter output) => new JsonPrinter(output);

    public abstract void Print(string file, OcrPage page, TimeSpan latency);

    public abstract void PrintFault(string file, string fault);

    private sealed class TextPrinter(TextWriter output, TextWriter error) : OcrPrinter
    {
        public override void Print(string file, OcrPage page, TimeSpan latency)
        {
            if (page.Outcome != Outcome.Ok)
                error.WriteLine($"{file}: {page.Outcome.WireName()}: {page.Reason}");
            var lines = page.Rows.Sum(row => row.Count);
            output.WriteLine($"{file} · {lines} {(lines == 1 ? "line" : "lines")} · {latency.TotalMilliseconds:F0} ms");
            output.WriteLine(page.Text);
        }

        public override void PrintFault(string file, string fault) => error.WriteLine(fault);
    }

    private sealed class JsonPrinter(TextWriter output) : OcrPrinter
    {
        // Standard output is no web page: letters beyond ASCII stay as they are.
        private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public override void Print(string file, OcrPage page, TimeSpan latency) => Write(new
        {
            file,
            outcome = page.Outcome.WireName(),
            reason = page.Reason,
            latency_ms = Math.Round(latency.TotalMilliseconds, 1),
            text = page.Text,
            lines = page.Rows.SelectMany(row => row).Select(line => new
            {
                text = line.Text,
                score = Math.Round(line.Score, 4),
                box = line.Box.Corners.Select(c => new[] { MathF.Round(c.X, 1), MathF.Round(c.Y, 1) }),
            }),
        });

        public override void PrintFault(string file, string fault) => Write(new { file, error = fault });

        private void Write(object value) => output.WriteLine(JsonSerializer.Serialize(value, Readable));
    }
}
