namespace Shepherd.Cli.Bench.Goodput;

/// <summary>A request of the mix and what became of it. Instants are nanoseconds since the slice began.</summary>
/// <param name="Model">Index of its model.</param>
/// <param name="DueNs">When it was to be sent.</param>
internal sealed record MixRequest(int Model, long DueNs)
{
    /// <summary>When it was sent.</summary>
    public long SentNs { get; set; }

    /// <summary>When its result was read; null where it was no answer.</summary>
    public long? AnsweredNs { get; set; }

    public bool IsInSlo(MixModel model) => AnsweredNs - SentNs <= model.SloNs;
}
