using System.Collections.Concurrent;
using Confluent.Kafka;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Offsets;
using Shepherd.GpuWorker.Ownership;
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
    Lease lease,
    WorkerClock clock,
    TimeProvider time,
    ILogger<ResultPublisher> logger,
    IServingEvents? events = null) : IDisposable
{
    /// <summary>Longer reasons are cut: a result must fit its record limit whatever a runtime or a request says.</summary>
    private const int ReasonCharsMax = 2000;

    /// <summary>What a result takes beside its outputs: framing, names, headers.</summary>
    private const int AroundBytes = 1500;

    /// <summary>
    /// Of a result of so many bytes the request is kept until the broker has it: it would be a dead letter if the result turned out too large for its topic. Half of Kafka's default record limit, so that usual results give
    /// their requests back at once.
    /// </summary>
    private const int KeptBytesMin = 512 << 10;

    private readonly IServingEvents _events = events ?? NoEvents.Instance;

    /// <summary>What waits for the lease. Bounded by what is in flight.</summary>
    private readonly ConcurrentQueue<(OutgoingRecord Record, Settlement Settlement)> _held = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TopicPartition _default = new(options.Kafka.Topics.Results, Partition.Any);
    private Action<OutgoingRecord, ErrorCode>? _told;

    /// <summary>Publishes from any thread and returns at once; the record's value is given back.</summary>
    public void Publish(TakenRecord record, RequestHeaders headers, InferenceResult result)
    {
        if (record.Holding is { IsLost: true })
        {
            // Its partition's new owner answers it.
            new Settlement(record, 1, tracker, gate).Abandon();
            return;
        }

        result = result with { Worker = options.Name, Epoch = record.Holding?.Epoch ?? default, Reason = Shorten(result.Reason) };
        var contentType = headers.ContentType is { } type && type.StartsWith(ContentTypes.Json, StringComparison.OrdinalIgnoreCase) ? ContentTypes.Json : ContentTypes.Avro;
        var target = headers.ReplyTopic is null && headers.ReplyPartition is null ? _default : new TopicPartition(headers.ReplyTopic ?? options.Kafka.Topics.Results, headers.ReplyPartition ?? Partition.Any);
        var outgoing = new OutgoingResult(target, (_told ??= Done), ExpectedBytes(result)) { Record = record, ContentType = contentType, Result = result };
        try
        {
            Write(outgoing);
            record.PublishedNs = clock.NowNs;
            _events.Publishing(record, outgoing.Result);
            ResultHeaders.Write(outgoing, record, outgoing.Result, contentType, clock.Now);
            outgoing.Settlement = Settle(record, outgoing.Result);
        }
        catch
        {
            outgoing.Free();
            throw;
        }

        if (outgoing.ValueBytes < KeptBytesMin)
            record.Value.Dispose();
        Send(outgoing, outgoing.Settlement);
    }

    /// <summary>A record that asks for no result: its offset is done.</summary>
    public void Pass(TakenRecord record)
    {
        var settlement = new Settlement(record, 1, tracker, gate);
        record.Value.Dispose();
        settlement.PartDone();
    }

    /// <summary>Lets what was held go, as far as the lease allows; whenever it was renewed.</summary>
    public void Release()
    {
        while (lease.MaySend && _held.TryDequeue(out var held))
            Send(held.Record, held.Settlement);
    }

    /// <summary>What the record owes; its dead letter is sent where it has one.</summary>
    private Settlement Settle(TakenRecord record, InferenceResult result)
    {
        var isDeadLetter = result.Outcome is Outcome.Invalid or Outcome.ModelNotFound or Outcome.RuntimeError;
        var settlement = new Settlement(record, isDeadLetter ? 2 : 1, tracker, gate);
        if (!isDeadLetter)
            return settlement;
        LogRefused(record.PlaceText, result.Outcome.WireName(), result.Reason);
        SendDeadLetter(record, result, settlement);
        return settlement;
    }

    private void SendDeadLetter(TakenRecord record, InferenceResult result, Settlement settlement) =>
        SendDeadLetter(new TopicPartition(TopicNames.DeadLetter(record.Place.Topic), record.Place.Partition), DeadLetter.Build(record, result), settlement);

    /// <summary>Ends the retries: what was not published stays uncommitted, for the next owner.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string Shorten(string reason) => reason.Length <= ReasonCharsMax ? reason : reason[..ReasonCharsMax] + "…";

    /// <summary>Room for the outputs, and for what stands around them.</summary>
    private static int ExpectedBytes(InferenceResult result)
    {
        var bytes = AroundBytes;
        foreach (var output in result.Outputs)
            bytes += output.Data.Length;
        return bytes;
    }

    /// <summary>Writes value and key. A result that its content type cannot carry (FP16 as JSON) becomes a RUNTIME_ERROR that says so.</summary>
    private static void Write(OutgoingResult outgoing)
    {
        try
        {
            ResultCodec.Encode(outgoing.Result, outgoing.ContentType, outgoing);
        }
        catch (CodecException e)
        {
            outgoing.Clear();
            outgoing.Result = outgoing.Result with { Outcome = Outcome.RuntimeError, Reason = e.Message, Outputs = [] };
            ResultCodec.Encode(outgoing.Result, outgoing.ContentType, outgoing);
        }

        outgoing.SetKey(outgoing.Result.Id);
    }

    /// <summary>The last gate before the client: nothing passes that another worker answers, nor without a lease that outlives its stay there.</summary>
    private void Send(OutgoingRecord record, Settlement settlement)
    {
        if (settlement.IsLost)
        {
            record.Free();
            settlement.Abandon();
        }
        else if (lease.MaySend)
        {
            producer.Send(record);
            // The process may have been stopped between the question and the answer to it: what was handed over since is taken back before it leaves.
            if (!lease.Holds)
                producer.Purge();
        }
        else
        {
            _held.Enqueue((record, settlement));
            // Renewed just now, and nobody may come by again soon.
            if (lease.MaySend)
                Release();
        }
    }

    private void Done(OutgoingRecord record, ErrorCode error)
    {
        var outgoing = (OutgoingResult)record;
        if (error == ErrorCode.NoError)
        {
            outgoing.Free();
            outgoing.Record.Value.Dispose();
            _events.Acknowledged(outgoing.Record, outgoing.Result, outgoing.Target.Topic);
            outgoing.Settlement.PartDone();
        }
        else if (IsTooLarge(error) && !outgoing.IsShrunk)
            Send(Shrink(outgoing), outgoing.Settlement);
        else if (IsWrongTarget(error) && !IsDefault(outgoing.Target))
            Send(Redirect(outgoing, new Error(error)), outgoing.Settlement);
        else if (error == ErrorCode.Local_PurgeQueue)
            Send(outgoing, outgoing.Settlement);
        else
            _ = RetryAsync(outgoing.Target.Topic, new Error(error), outgoing.Settlement, () => Send(outgoing, outgoing.Settlement));
    }

    private void SendDeadLetter(TopicPartition target, Message<byte[]?, byte[]> message, Settlement settlement) => Send(OutgoingRecord.Of(target, message, (record, error) =>
    {
        record.Free();
        if (error == ErrorCode.NoError)
            settlement.PartDone();
        else if (IsWrongTarget(error) && target.Partition != Partition.Any)
            SendDeadLetter(new TopicPartition(target.Topic, Partition.Any), message, settlement);
        else if (IsWrongTarget(error) || IsTooLarge(error))
        {
            // Its producer has the outcome all the same; an unwritable dead-letter topic must not hold up the partition.
            LogDeadLetterLost(settlement.PlaceText, target.Topic, new Error(error).Reason);
            settlement.PartDone();
        }
        else
            _ = RetryAsync(target.Topic, new Error(error), settlement, () => SendDeadLetter(target, message, settlement));
    }), settlement);

    /// <summary>Tries again after a pause: the client refuses many things at once, on the calling thread, and would be asked without end.</summary>
    private async Task RetryAsync(string topic, Error error, Settlement settlement, Action send)
    {
        _events.SendFailed(topic, error.Code);
        LogRetry(settlement.PlaceText, error.Reason);
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

    private OutgoingResult Redirect(OutgoingResult outgoing, Error error)
    {
        LogRedirected(outgoing.Result.Id, outgoing.Target.ToString(), error.Reason);
        outgoing.AddHeader(HeaderNames.ReplyError, $"{outgoing.Target}: {error.Reason}");
        outgoing.Target = _default;
        return outgoing;
    }

    private OutgoingResult Shrink(OutgoingResult outgoing)
    {
        var result = new InferenceResult(outgoing.Result.Id, outgoing.Result.Model, Outcome.RuntimeError)
        {
            ModelVersion = outgoing.Result.ModelVersion,
            Attempts = outgoing.Result.Attempts,
            Worker = outgoing.Result.Worker,
            Epoch = outgoing.Result.Epoch,
            Reason = $"the result of {outgoing.ValueBytes} bytes is over the record limit of its topic: ask for fewer outputs, declare a reduction in the model's config.yaml, or raise max.message.bytes and message.max.bytes",
        };
        var shrunk = new OutgoingResult(outgoing.Target, (_told ??= Done), AroundBytes)
        {
            Record = outgoing.Record,
            Settlement = outgoing.Settlement,
            ContentType = outgoing.ContentType,
            Result = result,
            IsShrunk = true,
        };
        Write(shrunk);
        ResultHeaders.WriteEssential(shrunk, result, shrunk.ContentType, clock.Now);
        if (outgoing.Headers.TryFind(HeaderNames.CorrelationId, out var correlation) && correlation.Length <= RequestHeaders.NameBytesMax)
            shrunk.AddHeader(HeaderNames.CorrelationId, correlation.ToArray());
        AddDeadLetter(outgoing, result);
        outgoing.Free();
        return shrunk;
    }

    /// <summary>The result went out as another outcome, which had no dead letter; now it has one.</summary>
    private void AddDeadLetter(OutgoingResult outgoing, InferenceResult result)
    {
        var (record, settlement) = (outgoing.Record, outgoing.Settlement);
        LogRefused(record.PlaceText, result.Outcome.WireName(), result.Reason);
        if (outgoing.Result.Outcome != Outcome.Ok)
            return;
        if (outgoing.ValueBytes < KeptBytesMin)
        {
            LogNotKept(record.PlaceText, outgoing.ValueBytes, KeptBytesMin);
            return;
        }

        settlement.Owe();
        SendDeadLetter(record, result, settlement);
        record.Value.Dispose();
    }

    private bool IsDefault(TopicPartition target) => target.Topic == options.Kafka.Topics.Results && target.Partition == Partition.Any;

    private static bool IsTooLarge(ErrorCode error) => error is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge;

    private static bool IsWrongTarget(ErrorCode error) => error is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition
        or ErrorCode.TopicException or ErrorCode.TopicAuthorizationFailed or ErrorCode.Local_InvalidArg;

    [LoggerMessage(1, LogLevel.Warning, "{Place} is {Outcome}: {Reason}")]
    private partial void LogRefused(string place, string outcome, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Outcome of {Place} is not published yet: {Reason}; trying again")]
    private partial void LogRetry(string place, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Result {Id} cannot go to {Target} ({Reason}): it goes to the default topic")]
    private partial void LogRedirected(string id, string target, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Place} has no dead letter: its result of {Bytes} bytes is over its topic's limit, and requests are kept of results over {KeptBytesMin} bytes only. Raise the topic's max.message.bytes")]
    private partial void LogNotKept(string place, int bytes, int keptBytesMin);

    [LoggerMessage(4, LogLevel.Error, "{Place} is not in {Topic}: {Reason}. Create the topic with as many partitions as its request topic")]
    private partial void LogDeadLetterLost(string place, string topic, string reason);
}
