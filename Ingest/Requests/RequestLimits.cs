namespace Shepherd.Ingest.Requests;

/// <summary>Limits of asynchronous requests; each with its reason.</summary>
internal static class RequestLimits
{
    /// <summary>Requests kept, pending and answered: twice the five thousand that one front is to hold open.</summary>
    internal const int KeptMax = 10_000;

    /// <summary>Bytes of answers kept; past it the oldest goes. Some sixty answers of the largest record, or thousands of usual ones.</summary>
    internal const long AnswerBytesMax = 64L << 20;

    /// <summary>Ids remembered after their answer went, so that who asks late hears "gone" and not "unknown".</summary>
    internal const int GoneMax = 100_000;

    /// <summary>Events kept for those who come back: with the limit below at most 64 MiB.</summary>
    internal const int EventsMax = 4_096;

    /// <summary>Longest answer that an event carries itself, bytes of JSON; a longer one is fetched.</summary>
    internal const int EventAnswerBytesMax = 16 << 10;

    /// <summary>Readers of events at a time: each holds a connection.</summary>
    internal const int ReadersMax = 1_000;

    /// <summary>Between two looks for answers that have expired.</summary>
    internal static readonly TimeSpan SweepPace = TimeSpan.FromSeconds(1);

    /// <summary>What a pending request's reader is told to wait.</summary>
    internal static readonly TimeSpan PollPace = TimeSpan.FromSeconds(1);
}
