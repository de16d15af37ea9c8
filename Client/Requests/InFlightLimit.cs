using System.Threading.RateLimiting;

namespace Shepherd.Client.Requests;

/// <summary>Bounds what one client has on its way: requests and their bytes. Callers beyond wait in order.</summary>
internal sealed class InFlightLimit : IDisposable
{
    private readonly int _requestsMax;
    private readonly int _bytesMax;
    private readonly ConcurrencyLimiter _requests;
    private readonly ConcurrencyLimiter _bytes;

    internal InFlightLimit(int requestsMax, int bytesMax)
    {
        _requestsMax = requestsMax;
        _bytesMax = bytesMax;
        _requests = Create(requestsMax);
        _bytes = Create(bytesMax);
    }

    /// <summary>Waits for room; disposing the lease gives it back.</summary>
    /// <param name="bytes">Of the request; more than the limit counts as the limit, so that it goes alone.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="clock">Of <paramref name="patience"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TimeoutException">No room within <paramref name="patience"/>.</exception>
    internal async ValueTask<Lease> EnterAsync(long bytes, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        var share = (int)Math.Clamp(bytes, 1, _bytesMax);
        var request = _requests.AttemptAcquire();
        var room = request.IsAcquired ? _bytes.AttemptAcquire(share) : null;
        if (room is { IsAcquired: true })
            return new Lease(request, room);
        return await WaitAsync(request, share, patience, clock, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _requests.Dispose();
        _bytes.Dispose();
    }

    private async Task<Lease> WaitAsync(RateLimitLease request, int share, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (!request.IsAcquired)
                request = await _requests.AcquireAsync(1, either.Token).ConfigureAwait(false);
            return new Lease(request, await _bytes.AcquireAsync(share, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            request.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException(
                $"the request was not sent: for {patience.TotalSeconds:0.###} s this client had {_requestsMax} requests or {_bytesMax} bytes in flight, its limits; send slower or raise them");
        }
    }

    private static ConcurrencyLimiter Create(int permits) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = permits,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Room that one request holds.</summary>
    internal readonly struct Lease(RateLimitLease request, RateLimitLease bytes) : IDisposable
    {
        public void Dispose()
        {
            bytes.Dispose();
            request.Dispose();
        }
    }
}
