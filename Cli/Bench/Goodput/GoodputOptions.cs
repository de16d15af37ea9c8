using Shepherd.Core.Policies;

namespace Shepherd.Cli.Bench.Goodput;

/// <summary>What <c>bench goodput</c> runs.</summary>
/// <param name="Models">Model repository.</param>
/// <param name="Kinds">How batches are stopped, one after the other in each round.</param>
/// <param name="LogFolder">For logs and recordings.</param>
internal sealed record GoodputOptions(string Models, IReadOnlyList<PreemptionKind> Kinds, string LogFolder)
{
    /// <summary>The long model and the short one.</summary>
    public string Long { get; init; } = "ppocr-detection";

    public string Short { get; init; } = "ppocr-angle";

    /// <summary>Shape of the long model's input: a page that passes a broker's usual record limit.</summary>
    public string LongShape { get; init; } = "3x544x544";

    public string Policy { get; init; } = PolicyCatalog.Default;

    public int Threads { get; init; } = 1;

    public double Seconds { get; init; } = 20;

    public int Rounds { get; init; } = 3;

    public int Seed { get; init; } = 1;

    /// <summary>Share of the lane's time for the long model, by its idle profile.</summary>
    public double LongLoad { get; init; } = 0.45;

    /// <summary>The same for the short one.</summary>
    public double ShortLoad { get; init; } = 0.15;

    /// <summary>Deadline of the long model in runs of one request.</summary>
    public double LongSlo { get; init; } = 8;

    /// <summary>Deadline of the short model as a share of the long one's run.</summary>
    public double ShortSlo { get; init; } = 0.5;

    /// <summary>Pieces that the long model runs in, as its configuration says.</summary>
    public int Segments { get; init; } = 8;

    public long SuspendBudgetBytes { get; init; } = 256L << 20;
}
