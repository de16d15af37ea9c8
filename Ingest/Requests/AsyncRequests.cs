using Shepherd.Ingest.Access;
using Shepherd.Ingest.Faults;
using Shepherd.Ingest.Inference;
using Shepherd.Schemas;
using Shepherd.Schemas.Json;

namespace Shepherd.Ingest.Requests;

/// <summary>Requests whose callers do not wait: sent, answered, kept for a time, withdrawn.</summary>
internal sealed partial class AsyncRequests(InferenceFront front, ResultEvents events, IngestOptions options, TimeProvider clock, ILogger<AsyncRequests> logger) : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly RequestBook _book = new(options.AnswerTtl, clock);

    /// <summary>Sends a request; its answer is asked for by the id.</summary>
    /// <param name="prepared">What is sent.</param>
    /// <param name="binary">Which outputs its answer carries as raw bytes.</param>
    /// <param name="caller">Who sends it.</param>
    /// <param name="use">Given back when it is over.</param>
    /// <exception cref="FaultException">All places are taken.</exception>
    internal AsyncRequest Start(PreparedRequest prepared, OipBinaryOutputs binary, Caller caller, IDisposable use)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        var request = new AsyncRequest(id, prepared.Request.Id, prepared.Model.Model, caller.Name, prepared.Options.Tenant, binary);
        lock (_gate)
        {
            if (!_book.TryAdd(request))
            {
                throw new FaultException(new Fault(FaultKind.Rejected, $"{RequestLimits.KeptMax} asynchronous requests are pending, as many as this front keeps: retry later, or wait for the answer (without prefer: respond-async)")
                {
                    Outcome = Outcome.Rejected,
                    RetryAfter = RequestLimits.PollPace,
                });
            }
        }

        // It outlives its HTTP request; its outcome, or why there is none, is in the book.
        _ = RunAsync(request, prepared with { Options = prepared.Options with { RequestId = id } }, use);
        return request;
    }

    /// <summary>A request of a caller's.</summary>
    /// <exception cref="FaultException">It is unknown, another's, or no longer kept.</exception>
    internal AsyncRequest Find(string id, Caller caller)
    {
        lock (_gate)
        {
            _book.Sweep();
            if (_book.TryFind(id, out var request) && request.IsOf(caller))
                return request;
            // Ids cannot be guessed: whether one was another's does not show.
            throw request is null && _book.IsGone(id)
                ? new FaultException(FaultKind.Gone, $"the answer of request '{id}' is not kept any more: answers are kept for {options.AnswerTtl.TotalSeconds:0} s, or until they are deleted")
                : new FaultException(FaultKind.NotFound, $"no request '{id}' is known to this front: ask the one that accepted it");
        }
    }

    /// <summary>Withdraws a pending request, whose outcome is CANCELLED then; forgets an answered one.</summary>
    internal void Delete(string id, Caller caller)
    {
        var request = Find(id, caller);
        lock (_gate)
        {
            if (!request.IsPending)
            {
                _book.Forget(request);
                return;
            }
        }

        request.Withdraw();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RequestLimits.SweepPace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            lock (_gate)
                _book.Sweep();
        }
    }

    private async Task RunAsync(AsyncRequest request, PreparedRequest prepared, IDisposable use)
    {
        using var ends = use;
        try
        {
            var result = await front.SendAsync(prepared, request.Withdrawn);
            End(request, r => r.Answer(result, clock.GetTimestamp()));
        }
        catch (OperationCanceledException)
        {
            End(request, r => r.Answer(new InferenceResult(request.Id, request.Model, Outcome.Cancelled) { Reason = "the request was withdrawn" }, clock.GetTimestamp()));
        }
        catch (Exception exception)
        {
            var fault = FaultException.Find(exception, options.BodyBytesMax);
            if (fault is null)
                LogFailed(request.Id, exception);
            End(request, r => r.Fail(fault ?? new Fault(FaultKind.Internal, "this front failed; its log says why"), clock.GetTimestamp()));
        }
    }

    private void End(AsyncRequest request, Action<AsyncRequest> answer)
    {
        lock (_gate)
        {
            answer(request);
            _book.Answered(request);
        }

        events.Publish(request);
    }

    [LoggerMessage(1, LogLevel.Error, "Asynchronous request {Id} failed in this front")]
    private partial void LogFailed(string id, Exception exception);
}
