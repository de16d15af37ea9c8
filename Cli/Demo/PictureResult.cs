using Shepherd.Cli.Ocr;
using Shepherd.Schemas;

namespace Shepherd.Cli.Demo;

/// <summary>What became of one sample.</summary>
/// <param name="Sample">Which.</param>
/// <param name="Page">What was read; null when a request of it was lost.</param>
/// <param name="Fault">Why there is no page.</param>
/// <param name="Latency">From launch to the last outcome.</param>
internal sealed record PictureResult(Sample Sample, OcrPage? Page, string Fault, TimeSpan Latency)
{
    public string Text => Page?.Text ?? "";

    /// <summary><c>sign.png · OK · 312 ms · 7 requests</c>.</summary>
    public string Headline => Page is null
        ? $"{Sample.Name} · LOST · {Fault}"
        : $"{Sample.Name} · {Page.Outcome.WireName()} · {Latency.TotalMilliseconds:F0} ms · {Page.Requests} requests{(Page.Reason.Length > 0 ? $" · {Page.Reason}" : "")}";
}
