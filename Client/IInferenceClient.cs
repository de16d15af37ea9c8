using Shepherd.Schemas;

namespace Shepherd.Client;

/// <summary>Publishes requests to Kafka and awaits their results.</summary>
public interface IInferenceClient : IAsyncDisposable
{
    /// <summary>Results that came after their caller had stopped waiting.</summary>
    long LateReplies { get; }

    /// <summary>Results dropped because their request had its outcome already.</summary>
    long Repeats { get; }

    /// <summary>Publishes one request and waits for its outcome. A failed request is an outcome, not an exception.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="inputs">Input tensors on the model's wire types, batch axis of extent 1 first.</param>
    /// <param name="options">Deadline, priority, tenant; null: the model's defaults.</param>
    /// <param name="cancellationToken">Stops the waiting and withdraws the request: where it has not run yet it does not, and a reply that comes later counts in <see cref="LateReplies"/>.</param>
    /// <exception cref="TimeoutException">No outcome arrived within the deadline plus <see cref="InferOptions.Grace"/>.</exception>
    /// <exception cref="InferenceClientException">The request could not be published.</exception>
    Task<InferenceResult> InferAsync(
        string model,
        IReadOnlyList<Tensor> inputs,
        InferOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Reads a result topic from now on, each request id once.</summary>
    /// <param name="topic">Result topic; null: the default one.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<InferenceResult> ReadResultsAsync(string? topic = null, CancellationToken cancellationToken = default);
}
