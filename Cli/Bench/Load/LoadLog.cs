namespace Shepherd.Cli.Bench.Load;

/// <summary>What a load sent, and every result that came back, repeats included. Times are since its beginning, on one monotonic clock.</summary>
internal sealed class LoadLog
{
    /// <param name="sent">By number; when each went out.</param>
    /// <param name="answers">As they were read.</param>
    public LoadLog(IReadOnlyList<PlacedRequest> sent, IReadOnlyList<PlacedAnswer> answers)
    {
        (Sent, Answers) = (sent, answers);
        var first = new PlacedAnswer?[sent.Count];
        foreach (var answer in answers)
        {
            if (first[answer.Number] is null)
                first[answer.Number] = answer;
            else
                Repeats++;
        }

        First = first;
    }

    public IReadOnlyList<PlacedRequest> Sent { get; }

    public IReadOnlyList<PlacedAnswer> Answers { get; }

    /// <summary>Of each request what a reader that drops repeats by id sees; null: it had no outcome.</summary>
    public IReadOnlyList<PlacedAnswer?> First { get; }

    /// <summary>Results of requests that had one already.</summary>
    public int Repeats { get; }

    /// <summary>Requests without any outcome.</summary>
    public int Lost => First.Count(a => a is null);
}
