using System.Text;
using Confluent.Kafka;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Publishing;

/// <summary>
/// Publishes each request's one outcome, and settles its offset once the broker has it. A reply topic that cannot take the result is replaced by the
/// default one; a broker that does not answer is tried again until it does: an outcome is never given up.
/// </summary>
internal sealed partial class ResultPublisher(
    WorkerOptions options,
    WorkerProducer producer,
    OffsetTracker tracker,
    IntakeGate gate,
    PlanFollower plan,
    WorkerClock clock,
    TimeProvider time,
    ILogger<ResultPublisher> logger,
    IServingEvents? events = null) : IDisposable
{
    /// <summary>Longer reasons are cut: a result must fit its record limit whatever a runtime or a request says.</summary>
    private const int ReasonCharsMax = 2000;

    private readonly IServingEvents _events = events ?? NoEvents.Instance;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Publishes from any thread and returns at once; the record's value is given back.</summary>
    public void Publish(TakenRecord record, RequestHeaders headers, InferenceResult result)
    {
        result = result with { Worker = options.Name, Epoch = plan.Epoch, Reason = Shorten(result.Reason) };
        var isDeadLetter = result.Outcome is Outcome.Invalid or Outcome.ModelNotFound;
        var settlement = new Settlement(record.Place, record.Value.Length, isDeadLetter ? 2 : 1, tracker, gate);
        if (isDeadLetter)
        {
            LogRefused(record.Place.ToString(), result.Outcome.WireName(), result.Reason);
            var topic = TopicNames.DeadLetter(record.Place.Topic);
            SendDeadLetter(new TopicPartition(topic, record.Place.Partition), DeadLetter.Build(record, result), settlement);
        }

        var contentType = headers.ContentType is { } type && type.StartsWith(ContentTypes.Json, StringComparison.OrdinalIgnoreCase) ? ContentTypes.Json : ContentTypes.Avro;
        var value = Encode(ref result, contentType);
        var message = new Message<byte[]?, byte[]>
        {
            Key = Encoding.UTF8.GetBytes(result.Id),
            Value = value,
            Headers = ResultHeaders.Build(record, result, contentType, clock.Now),
        };
        record.PublishedNs = clock.NowNs;
        _events.Publishing(record, result, message.Headers);
        record.Value.Dispose();
        var target = new TopicPartition(headers.ReplyTopic ?? options.Kafka.Topics.Results, headers.ReplyPartition ?? Partition.Any);
        SendResult(new Outgoing(record, target, message, result, contentType, settlement));
    }

    /// <summary>Ends the retries: what was not published stays uncommitted, for the next owner.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string Shorten(string reason) => reason.Length <= ReasonCharsMax ? reason : reason[..ReasonCharsMax] + "…";

    /// <summary>A result that its content type cannot carry (FP16 as JSON) becomes a RUNTIME_ERROR that says so.</summary>
    private static byte[] Encode(ref InferenceResult result, string contentType)
    {
        using var buffer = new PooledBufferWriter();
        try
        {
            ResultCodec.Encode(result, contentType, buffer);
        }
        catch (CodecException e)
        {
            buffer.Clear();
            result = result with { Outcome = Outcome.RuntimeError, Reason = e.Message, Outputs = [] };
            ResultCodec.Encode(result, contentType, buffer);
        }

        // The client library takes the whole of an array, so the last step is a copy to the exact length.
        return buffer.WrittenSpan.ToArray();
    }

    private void SendResult(Outgoing outgoing) => producer.Send(outgoing.Target, outgoing.Message, error =>
    {
        if (!error.IsError)
        {
            _events.Acknowledged(outgoing.Record, outgoing.Result, outgoing.Target.Topic);
            outgoing.Settlement.PartDone();
        }
        else if (IsTooLarge(error) && !outgoing.IsShrunk)
            SendResult(Shrink(outgoing));
        else if (IsWrongTarget(error) && !IsDefault(outgoing.Target))
            SendResult(Redirect(outgoing, error));
        else
            _ = RetryAsync(outgoing.Target.Topic, error, outgoing.Settlement, () => SendResult(outgoing));
    });

    private void SendDeadLetter(TopicPartition target, Message<byte[]?, byte[]> message, Settlement settlement) => producer.Send(target, message, error =>
    {
        if (!error.IsError)
            settlement.PartDone();
        else if (IsWrongTarget(error) && target.Partition != Partition.Any)
            SendDeadLetter(new TopicPartition(target.Topic, Partition.Any), message, settlement);
        else if (IsWrongTarget(error) || IsTooLarge(error))
        {
            // Its producer has the outcome all the same; an unwritable dead-letter topic must not hold up the partition.
            LogDeadLetterLost(settlement.Place.ToString(), target.Topic, error.Reason);
            settlement.PartDone();
        }
        else
            _ = RetryAsync(target.Topic, error, settlement, () => SendDeadLetter(target, message, settlement));
    });

    /// <summary>Tries again after a pause: the client refuses many things at once, on the calling thread, and would be asked without end.</summary>
    private async Task RetryAsync(string topic, Error error, Settlement settlement, Action send)
    {
        _events.SendFailed(topic, error.Code);
        LogRetry(settlement.Place.ToString(), error.Reason);
        try
        {
            await Task.Delay(settlement.NextPause(), time, _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The worker ends.
            return;
        }

        send();
    }

    private Outgoing Redirect(Outgoing outgoing, Error error)
    {
        LogRedirected(outgoing.Result.Id, outgoing.Target.ToString(), error.Reason);
        ResultHeaders.Add(outgoing.Message.Headers, HeaderNames.ReplyError, $"{outgoing.Target}: {error.Reason}");
        return outgoing with { Target = new TopicPartition(options.Kafka.Topics.Results, Partition.Any) };
    }

    private Outgoing Shrink(Outgoing outgoing)
    {
        var bytes = outgoing.Message.Value.Length;
        var result = new InferenceResult(outgoing.Result.Id, outgoing.Result.Model, Outcome.RuntimeError)
        {
            ModelVersion = outgoing.Result.ModelVersion,
            Attempts = outgoing.Result.Attempts,
            Worker = outgoing.Result.Worker,
            Epoch = outgoing.Result.Epoch,
            Reason = $"the result of {bytes} bytes is over the record limit of its topic: ask for fewer outputs, declare a reduction in the model's config.yaml, or raise max.message.bytes and message.max.bytes",
        };
        var message = new Message<byte[]?, byte[]>
        {
            Key = outgoing.Message.Key,
            Value = Encode(ref result, outgoing.ContentType),
            Headers = ResultHeaders.Essential(result, outgoing.ContentType, clock.Now),
        };
        if (outgoing.Message.Headers.TryGetLastBytes(HeaderNames.CorrelationId, out var correlation) && correlation?.Length <= RequestHeaders.NameBytesMax)
            message.Headers.Add(HeaderNames.CorrelationId, correlation);
        return outgoing with { Message = message, Result = result, IsShrunk = true };
    }

    private bool IsDefault(TopicPartition target) => target.Topic == options.Kafka.Topics.Results && target.Partition == Partition.Any;

    private static bool IsTooLarge(Error error) => error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge;

    private static bool IsWrongTarget(Error error) => error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition
        or ErrorCode.TopicException or ErrorCode.TopicAuthorizationFailed or ErrorCode.Local_InvalidArg;

    /// <summary>A result under way.</summary>
    private sealed record Outgoing(TakenRecord Record, TopicPartition Target, Message<byte[]?, byte[]> Message, InferenceResult Result, string ContentType, Settlement Settlement)
    {
        /// <summary>Carries nothing any more that could be left out.</summary>
        public bool IsShrunk { get; init; }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Place} is {Outcome}: {Reason}")]
    private partial void LogRefused(string place, string outcome, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Outcome of {Place} is not published yet: {Reason}; trying again")]
    private partial void LogRetry(string place, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Result {Id} cannot go to {Target} ({Reason}): it goes to the default topic")]
    private partial void LogRedirected(string id, string target, string reason);

    [LoggerMessage(4, LogLevel.Error, "{Place} is not in {Topic}: {Reason}. Create the topic with as many partitions as its request topic")]
    private partial void LogDeadLetterLost(string place, string topic, string reason);
}
