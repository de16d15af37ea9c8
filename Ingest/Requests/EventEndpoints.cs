using System.Buffers;
using System.Globalization;
using System.Text;
using Shepherd.Ingest.Access;
using Shepherd.Ingest.Faults;
using Shepherd.Ingest.OpenApi;

namespace Shepherd.Ingest.Requests;

/// <summary><c>GET /v2/results</c>: a caller's answers as server-sent events.</summary>
internal static class EventEndpoints
{
    private const string LastEventId = "last-event-id";

    internal static void MapEvents(this IEndpointRouteBuilder routes) => routes.MapGet("/v2/results", FollowAsync).DescribesEvents();

    private static async Task FollowAsync(HttpContext context, ResultEvents events, IngestOptions options, TimeProvider clock, IHostApplicationLifetime lifetime, string? tenant)
    {
        var caller = context.Caller();
        var wanted = caller.TenantFor(tenant);
        if (!events.TryEnter())
            throw new FaultException(new Fault(FaultKind.Rejected, $"{RequestLimits.ReadersMax} readers follow results, as many as this front serves: retry later") { RetryAfter = RequestLimits.PollPace });
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var cursor = Resume(context.Request.Headers[LastEventId], events, out var note);
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            await WriteAsync(context.Response, $": results of asynchronous requests\n\n{note}", ends.Token);
            await StreamAsync(context.Response, events, cursor, e => e.Owner == caller.Name && (wanted is null || e.Tenant == wanted), options.EventHeartbeat, clock, ends.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader left, or this front ends: both end the stream.
        }
        finally
        {
            events.Leave();
        }
    }

    private static async Task StreamAsync(HttpResponse response, ResultEvents events, long cursor, Func<ResultEvent, bool> isWanted, TimeSpan heartbeat, TimeProvider clock, CancellationToken ends)
    {
        while (true)
        {
            var last = events.Last;
            var (found, next) = events.After(cursor, isWanted);
            if (cursor + 1 < events.Oldest)
                await WriteAsync(response, Gap(events.Oldest - 1 - cursor), ends);
            foreach (var one in found)
            {
                Write(response.BodyWriter, events.Epoch, one);
                // Each waits for the reader: what it does not take is not piled up.
                await response.BodyWriter.FlushAsync(ends);
            }

            cursor = Math.Max(last, found.Count > 0 ? found[^1].Number : 0);
            while (!next.IsCompleted)
            {
                try
                {
                    await next.WaitAsync(heartbeat, clock, ends);
                }
                catch (TimeoutException)
                {
                    // Keeps proxies from closing the connection, and shows a reader that left.
                    await WriteAsync(response, ": heartbeat\n\n", ends);
                }
            }
        }
    }

    /// <summary>Where a reader goes on: after the event that it saw last; without one, from now on.</summary>
    private static long Resume(string? lastEventId, ResultEvents events, out string note)
    {
        note = "";
        if (string.IsNullOrEmpty(lastEventId))
            return events.Last;
        var parts = lastEventId.Split('-');
        if (parts.Length != 2 || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new FaultException(FaultKind.Invalid, $"{LastEventId} is '{lastEventId}', which is no id of this stream's: leave it out to follow from now on");
        if (parts[0] == events.Epoch && number <= events.Last)
            return number;
        note = "event: reset\ndata: {\"reason\":\"this front has started anew since, or is another: what it has kept follows\"}\n\n";
        return 0;
    }

    private static string Gap(long missing) => $"event: gap\ndata: {{\"missing\":{missing.ToString(CultureInfo.InvariantCulture)}}}\n\n";

    private static void Write(IBufferWriter<byte> body, string epoch, ResultEvent one)
    {
        Write(body, $"id: {epoch}-{one.Number.ToString(CultureInfo.InvariantCulture)}\nevent: result\ndata: ");
        body.Write(one.Json.Span);
        Write(body, "\n\n");
    }

    private static void Write(IBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        Write(response.BodyWriter, text);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
