using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Kafka.Tests.Processes;

/// <summary>Does something once so many requests have their outcome: in the middle of the work, by count and not by the clock.</summary>
internal sealed class WatchedClient(IInferenceClient inner, int outcomes, Action then) : IInferenceClient
{
    private int _left = outcomes;

    public long LateReplies => inner.LateReplies;

    public long Repeats => inner.Repeats;

    public async Task<InferenceResult> InferAsync(string model, IReadOnlyList<Tensor> inputs, InferOptions? options = null, CancellationToken cancellationToken = default)
    {
        var result = await inner.InferAsync(model, inputs, options, cancellationToken);
        if (Interlocked.Decrement(ref _left) == 0)
            then();
        return result;
    }

    public IAsyncEnumerable<InferenceResult> ReadResultsAsync(string? topic = null, CancellationToken cancellationToken = default) => inner.ReadResultsAsync(topic, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
