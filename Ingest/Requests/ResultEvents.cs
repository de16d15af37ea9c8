using System.Text.Json;
using Shepherd.Schemas;
using Shepherd.Schemas.Json;

namespace Shepherd.Ingest.Requests;

/// <summary>The newest answers of asynchronous requests, for readers that follow them: a ring, so that a slow reader costs nobody anything.</summary>
internal sealed class ResultEvents(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly ResultEvent[] _ring = new ResultEvent[RequestLimits.EventsMax];
    private long _last;
    private TaskCompletionSource _news = NewSource();
    private int _readers;

    /// <summary>Names this process's numbering: a reader that comes back to another one is told so.</summary>
    internal string Epoch { get; } = clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Number of the newest event; 0: there was none.</summary>
    internal long Last => Volatile.Read(ref _last);

    /// <summary>Takes a reader in; false when there are as many as may be.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _readers) <= RequestLimits.ReadersMax)
            return true;
        Leave();
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _readers);

    internal void Publish(AsyncRequest request)
    {
        var json = Write(request);
        TaskCompletionSource news;
        lock (_gate)
        {
            var number = _last + 1;
            _ring[number % _ring.Length] = new ResultEvent(number, request.Owner, request.Tenant, json);
            Volatile.Write(ref _last, number);
            (news, _news) = (_news, NewSource());
        }

        news.SetResult();
    }

    /// <summary>Events after a number, as far as they are kept, and what completes at the next one.</summary>
    internal (IReadOnlyList<ResultEvent> Events, Task Next) After(long number, Func<ResultEvent, bool> isWanted)
    {
        lock (_gate)
        {
            List<ResultEvent> events = [];
            for (var next = Math.Max(number, Oldest - 1) + 1; next <= _last; next++)
            {
                if (_ring[next % _ring.Length] is { } kept && isWanted(kept))
                    events.Add(kept);
            }

            return (events, _news.Task);
        }
    }

    /// <summary>Number of the oldest event that is kept.</summary>
    internal long Oldest => Math.Max(1, Last - _ring.Length + 1);

    private static ReadOnlyMemory<byte> Write(AsyncRequest request)
    {
        using var buffer = new PooledBufferWriter();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("request_id", request.Id);
            if (request.CallerId.Length > 0)
                json.WriteString("id", request.CallerId);
            json.WriteString("model_name", request.Model);
            json.WriteString("status", request.Status);
            json.WriteString("location", $"/v2/requests/{request.Id}");
            if ((request.Fault?.Message ?? request.Result?.Reason) is { Length: > 0 } error)
                json.WriteString("error", error);
            if (Carry(request) is { } answer)
            {
                json.WritePropertyName("response");
                json.WriteRawValue(answer.Span, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The answer itself where it is short, and JSON can carry it.</summary>
    private static ReadOnlyMemory<byte>? Carry(AsyncRequest request)
    {
        if (request.Result is not { Outcome: Outcome.Ok } result || request.AnswerBytes > RequestLimits.EventAnswerBytesMax)
            return null;
        using var body = new PooledBufferWriter();
        try
        {
            OipHttpCodec.Encode(result, OipBinaryOutputs.None, body);
        }
        catch (CodecException)
        {
            // It is fetched as raw bytes: the event has its location.
            return null;
        }

        return body.WrittenCount <= RequestLimits.EventAnswerBytesMax ? body.WrittenSpan.ToArray() : null;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
