namespace Shepherd.Cli.Ocr;

/// <summary>How the pipeline asks for inference.</summary>
internal sealed record OcrOptions
{
    /// <summary>Time that each request may take; null: its model's SLO.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Priority tier 0–3 of every request; null: its model's.</summary>
    public int? Priority { get; init; }

    /// <summary>Tensor bytes under way at once. The embedded broker keeps 5 MiB a partition and forgets older records unread: below that, nothing can be forgotten, whatever partitions the records fall on.</summary>
    public int BytesInFlightMax { get; init; } = 4 << 20;
}
