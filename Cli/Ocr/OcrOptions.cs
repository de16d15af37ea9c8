namespace Shepherd.Cli.Ocr;

/// <summary>How the pipeline asks for inference.</summary>
internal sealed record OcrOptions
{
    /// <summary>Time that each request may take; null: its model's SLO.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Priority tier 0–3 of every request; null: its model's.</summary>
    public int? Priority { get; init; }
}
