namespace Shepherd.Ingest.Requests;

/// <summary>One answer, as readers of events get it.</summary>
/// <param name="Number">Counts up from 1 in this process.</param>
/// <param name="Owner">Whose request it was.</param>
/// <param name="Tenant">Whom it was accounted to; null: nobody.</param>
/// <param name="Json">One line.</param>
internal sealed record ResultEvent(long Number, string Owner, string? Tenant, ReadOnlyMemory<byte> Json);
