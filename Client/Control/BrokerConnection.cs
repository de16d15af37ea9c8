using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client.Control;

/// <summary>Start-up against a broker that may come up later than its clients.</summary>
public static partial class BrokerConnection
{
    /// <summary>How long one attempt may take before it counts as failed.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Waits until a broker answers.</summary>
    /// <param name="kafka">Where.</param>
    /// <param name="timeout">How long to go on trying.</param>
    /// <param name="logger">Tells each failed attempt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="option">What said where it is, for the message.</param>
    /// <exception cref="InferenceClientException">No broker answered in time.</exception>
    public static async Task WaitAsync(KafkaOptions kafka, TimeSpan timeout, ILogger logger, CancellationToken cancellationToken, string option = "--bootstrap-server")
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        var attempt = timeout < AttemptTimeout ? timeout : AttemptTimeout;
        var pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<KafkaException>(),
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(2),
                UseJitter = true,
                MaxRetryAttempts = int.MaxValue,
                OnRetry = retry =>
                {
                    LogRetry(logger, kafka.BootstrapServers, retry.Outcome.Exception?.Message ?? "");
                    return default;
                },
            })
            .Build();
        try
        {
            using var admin = new AdminClientBuilder(kafka.ToSettings("shepherd-connect")).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
            await pipeline.ExecuteAsync(_ => new ValueTask(Task.Run(() => admin.GetMetadata(attempt), CancellationToken.None)), deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InferenceClientException(
                $"no Kafka answered at {kafka.BootstrapServers} within {timeout.TotalSeconds:0} s: check {option}, and that the broker advertises an address that this machine reaches");
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Kafka at {Servers} does not answer yet: {Reason}")]
    private static partial void LogRetry(ILogger logger, string servers, string reason);
}
