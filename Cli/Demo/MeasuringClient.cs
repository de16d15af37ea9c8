using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Cli.Demo;

/// <summary>Passes requests on and notes outcome and latency of each. Disposing it leaves the inner client as it is.</summary>
internal sealed class MeasuringClient(IInferenceClient inner, RequestTally tally, TimeProvider clock) : IInferenceClient
{
    public long LateReplies => inner.LateReplies;

    public long Repeats => inner.Repeats;

    public async Task<InferenceResult> InferAsync(
        string model, IReadOnlyList<Tensor> inputs, InferOptions? options = null, CancellationToken cancellationToken = default)
    {
        var start = clock.GetTimestamp();
        tally.Start();
        try
        {
            var result = await inner.InferAsync(model, inputs, options, cancellationToken);
            var latency = clock.GetElapsedTime(start);
            tally.Finish(result.Outcome, latency, options?.Timeout is not { } timeout || latency <= timeout);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            tally.Withdraw();
            throw;
        }
        catch
        {
            tally.Lose();
            throw;
        }
    }

    public IAsyncEnumerable<InferenceResult> ReadResultsAsync(string? topic = null, CancellationToken cancellationToken = default) =>
        inner.ReadResultsAsync(topic, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
