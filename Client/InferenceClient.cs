using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Cluster;
using Shepherd.Client.Kafka;
using Shepherd.Client.Requests;
using Shepherd.Client.Results;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Client;

/// <summary>The <see cref="IInferenceClient"/> over Kafka. One per process is enough: it is thread-safe and keeps many requests in flight.</summary>
/// <remarks>Results come back on one partition of the reply topic, read from the offset at which it ended before the first request was sent.</remarks>
public sealed class InferenceClient : IInferenceClient
{
    // librdkafka's default of message.max.bytes.
    private const int DefaultRecordBytesMax = 1_000_000;

    private static readonly InferOptions DefaultInferOptions = new();

    private readonly KafkaOptions _kafka;
    private readonly InferenceClientOptions _options;
    private readonly ILogger _logger;
    private readonly InFlightLimit _limit;
    private readonly PendingRequests _pending = new();
    private readonly IProducer<string, byte[]> _producer;
    private readonly CatalogReader _catalog;
    private readonly TopicReader _replies;
    private readonly Lock _streamsGate = new();
    private readonly List<ResultStream> _streams = [];
    private readonly string _recordBytesMax;
    private ReplyAddress? _reply;
    private int _disposed;

    private InferenceClient(KafkaOptions kafka, InferenceClientOptions options)
    {
        _kafka = kafka;
        _options = options;
        _logger = (ILogger?)options.LoggerFactory?.CreateLogger<InferenceClient>() ?? NullLogger.Instance;
        _limit = new InFlightLimit(options.InFlightRequestsMax, options.InFlightBytesMax);
        _recordBytesMax = kafka.Properties.GetValueOrDefault("message.max.bytes", DefaultRecordBytesMax.ToString(CultureInfo.InvariantCulture));
        _producer = KafkaClients.CreateProducer(kafka, "shepherd-client", _logger);
        _catalog = new CatalogReader(kafka, _logger);
        var replies = new ReadTopic(options.ReplyTopic ?? kafka.Topics.Results, ReadFrom.End, ChooseReplyPartition);
        _replies = new TopicReader(kafka, [replies], TakeReply, _logger);
        _replies.Completion.ContinueWith(
            ended => _pending.Close(ended.Exception!.InnerException!),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        Completion = Task.WhenAny(_replies.Completion, _catalog.Completion).Unwrap();
    }

    /// <inheritdoc/>
    public long LateReplies => _pending.LateReplies;

    /// <inheritdoc/>
    public long Repeats => _pending.Repeats;

    /// <summary>Completes when the client is closed; fails when it can no longer read results or the catalog: it is of no use any more then.</summary>
    public Task Completion { get; }

    /// <summary>The models that are served right now, by name.</summary>
    public IReadOnlyDictionary<string, CatalogEntry> Models => _catalog.Models;

    /// <summary>Connects, reads the catalog and takes its place on the reply topic.</summary>
    /// <param name="kafka">Where Kafka is.</param>
    /// <param name="options">Limits, reply topic, clock, logs; null: the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message says which and how to mend it.</exception>
    /// <exception cref="InferenceClientException">Kafka or a topic was not there within <see cref="InferenceClientOptions.ConnectTimeout"/>.</exception>
    public static async Task<InferenceClient> ConnectAsync(
        KafkaOptions kafka,
        InferenceClientOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new InferenceClientOptions();
        if (kafka.FindFault() is { } kafkaFault)
            throw new ArgumentException(kafkaFault, nameof(kafka));
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        var client = new InferenceClient(kafka, options);
        try
        {
            await client.StartAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A model of the catalog by name, or null.</summary>
    public CatalogEntry? FindModel(string model) => _catalog.Find(model);

    /// <inheritdoc/>
    public async Task<InferenceResult> InferAsync(
        string model,
        IReadOnlyList<Tensor> inputs,
        InferOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        options ??= DefaultInferOptions;
        var now = _options.Clock.GetUtcNow();
        var started = _options.Clock.GetTimestamp();
        var id = options.RequestId ?? Guid.CreateVersion7(now).ToString();
        if (_catalog.Find(model) is not { } entry)
            return new InferenceResult(id, model, Outcome.ModelNotFound) { Reason = $"no model '{model}' in the catalog {_kafka.Topics.Catalog}" };
        var patience = Patience.Of(entry, options);
        using var room = await _limit.EnterAsync(RequestRecord.TensorBytes(inputs), patience, _options.Clock, cancellationToken).ConfigureAwait(false);
        var request = new InferenceRequest(id, model, inputs)
        {
            ModelVersion = options.ModelVersion ?? "",
            Outputs = options.Outputs,
            Parameters = options.Parameters,
        };
        var record = RequestRecord.Create(request, options, _reply!, now);
        var outcome = _pending.Add(id);
        try
        {
            Publish(_kafka.Topics.Requests(entry.Group), record, model);
            var left = patience - _options.Clock.GetElapsedTime(started);
            return await outcome.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _options.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Best effort: without it the request runs for nobody.
            if (Volatile.Read(ref _disposed) == 0)
                Publish(_kafka.Topics.Requests(entry.Group), RequestRecord.CreateWithdrawal(id, _reply!, now), model);
            throw;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"request '{id}' for model '{model}' has no outcome {patience.TotalSeconds:0.###} s after it was sent: is a worker alive that serves topic {_kafka.Topics.Requests(entry.Group)}, and Kafka reachable?");
        }
        finally
        {
            _pending.GiveUp(id);
        }
    }

    /// <inheritdoc/>
    /// <remarks>"Now" is when this method is called: it blocks until Kafka has named the end offsets, a few milliseconds.</remarks>
    /// <exception cref="InferenceClientException">The topic was not there within <see cref="InferenceClientOptions.ConnectTimeout"/>.</exception>
    public IAsyncEnumerable<InferenceResult> ReadResultsAsync(string? topic = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var name = topic ?? _kafka.Topics.Results;
        var stream = new ResultStream(_kafka, name, _logger);
        lock (_streamsGate)
            _streams.Add(stream);
        try
        {
            stream.Positioned.WaitAsync(_options.ConnectTimeout, cancellationToken).GetAwaiter().GetResult();
        }
        catch (TimeoutException exception)
        {
            Close(stream);
            throw new InferenceClientException($"topic '{name}' was not there within {_options.ConnectTimeout.TotalSeconds:0.###} s: create it, or check its name", exception);
        }
        catch
        {
            Close(stream);
            throw;
        }

        return ReadAsync(stream, cancellationToken);
    }

    /// <summary>Ends the threads. Requests that still wait fail with <see cref="InferenceClientException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _pending.Close(new InferenceClientException("the client was closed before the outcome arrived"));
        _limit.Dispose();
        // Each waits for its thread.
        await Task.Run(() =>
        {
            ResultStream[] streams;
            lock (_streamsGate)
                streams = [.. _streams];
            foreach (var stream in streams)
                Close(stream);
            _replies.Dispose();
            _catalog.Dispose();
            _producer.Dispose();
        }).ConfigureAwait(false);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var ready = Task.WhenAll(_replies.Positioned, _catalog.CaughtUp);
            await ready.WaitAsync(_options.ConnectTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            var what = !_replies.Positioned.IsCompleted ? _options.ReplyTopic ?? _kafka.Topics.Results : _kafka.Topics.Catalog;
            throw new InferenceClientException(
                $"topic '{what}' could not be read from {_kafka.BootstrapServers} within {_options.ConnectTimeout.TotalSeconds:0.###} s: check that Kafka is up, the prefix is right and the planner has created the topics",
                exception);
        }

        var place = (await _replies.Positioned.ConfigureAwait(false)).Single();
        _reply = new ReplyAddress(place.Topic, place.Partition.Value, _options.Source);
    }

    private int ChooseReplyPartition(int partitions)
    {
        if (_options.ReplyPartition is not { } chosen)
            return Random.Shared.Next(partitions);
        return chosen < partitions
            ? chosen
            : throw new InferenceClientException($"reply partition {chosen} is not there: topic '{_options.ReplyTopic ?? _kafka.Topics.Results}' has {partitions}");
    }

    private void Publish(string topic, Message<string, byte[]> record, string model)
    {
        try
        {
            _producer.Produce(topic, record, report => OnReport(report, model));
        }
        catch (ProduceException<string, byte[]> exception)
        {
            Refuse(topic, record, model, exception.Error, exception);
        }
    }

    private void OnReport(DeliveryReport<string, byte[]> report, string model)
    {
        if (report.Error.IsError)
            Refuse(report.Topic, report.Message, model, report.Error, new KafkaException(report.Error));
    }

    private void Refuse(string topic, Message<string, byte[]> record, string model, Error error, Exception cause)
    {
        if (error.Code is ErrorCode.MsgSizeTooLarge && record.Value is { } value)
        {
            _pending.Answer(new InferenceResult(record.Key, model, Outcome.Invalid)
            {
                Reason = $"the request is a record of {value.Length} bytes with its headers on top, over the limit of {_recordBytesMax} bytes (message.max.bytes): send less, or raise the limit here and on topic {topic}",
            });
            return;
        }

        _pending.Fail(record.Key, new InferenceClientException($"the request could not be published to topic '{topic}': {error.Code}: {error.Reason}. Check that the topic exists and Kafka is reachable", cause));
    }

    private void TakeReply(ConsumeResult<string?, byte[]?> record, CancellationToken stop)
    {
        if (ResultRecord.FindRequestId(record) is not { Length: > 0 } id || !_pending.Expects(id))
            return;
        try
        {
            _pending.Answer(ResultRecord.Read(record, id));
        }
        catch (CodecException exception)
        {
            // Whoever waits is told now: nothing better will come.
            _pending.Fail(id, exception);
        }
    }

    private async IAsyncEnumerable<InferenceResult> ReadAsync(ResultStream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var result in stream.ReadAsync(cancellationToken).ConfigureAwait(false))
                yield return result;
        }
        finally
        {
            Close(stream);
        }
    }

    private void Close(ResultStream stream)
    {
        lock (_streamsGate)
        {
            if (!_streams.Remove(stream))
                return;
        }

        stream.Dispose();
    }
}
