using System.Globalization;
using System.Threading.RateLimiting;
using Shepherd.Ingest.Faults;
using Shepherd.Schemas;

namespace Shepherd.Ingest.Access;

/// <summary>Counts what one caller sends.</summary>
internal sealed class CallerQuota : IDisposable
{
    // Tokens come in small portions, so that a high rate does not come in jolts.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    // With a place free again whenever one of its requests is answered, nobody knows when that is.
    private static readonly TimeSpan InFlightRetry = TimeSpan.FromSeconds(1);

    private readonly QuotaOptions _options;
    private readonly TokenBucketRateLimiter? _rate;
    private readonly ConcurrencyLimiter? _inFlight;

    internal CallerQuota(QuotaOptions options)
    {
        _options = options;
        if (options.RequestsPerSecond is { } rate)
            _rate = CreateBucket(rate, options.BurstOrDefault);
        if (options.InFlight is { } most)
            _inFlight = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 });
    }

    internal static CallerQuota None { get; } = new(new QuotaOptions());

    /// <summary>Takes one request's share; disposed when the request is over.</summary>
    /// <exception cref="FaultException">None is left; it says when to try again.</exception>
    internal IDisposable Enter(string caller)
    {
        var place = _inFlight?.AttemptAcquire();
        if (place is { IsAcquired: false })
            throw Refuse($"'{caller}' has {_options.InFlight} requests without an answer, its quota", InFlightRetry);
        var token = _rate?.AttemptAcquire();
        if (token is null or { IsAcquired: true })
            return (IDisposable?)place ?? Nothing.Instance;
        place?.Dispose();
        var wait = token.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : Pace;
        throw Refuse(string.Create(CultureInfo.InvariantCulture, $"'{caller}' is over its quota of {_options.RequestsPerSecond} requests/s with a burst of {_options.BurstOrDefault}"), wait);
    }

    public void Dispose()
    {
        _rate?.Dispose();
        _inFlight?.Dispose();
    }

    private static FaultException Refuse(string message, TimeSpan wait) =>
        new(new Fault(FaultKind.Rejected, $"{message}: send less, or retry later") { Outcome = Outcome.Rejected, RetryAfter = wait });

    private static TokenBucketRateLimiter CreateBucket(double rate, int burst)
    {
        var perPace = rate * Pace.TotalSeconds;
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = (int)Math.Clamp(Math.Round(perPace), 1, burst),
            ReplenishmentPeriod = perPace >= 1 ? Pace : TimeSpan.FromSeconds(1 / rate),
            AutoReplenishment = true,
            QueueLimit = 0,
        });
    }

    private sealed class Nothing : IDisposable
    {
        internal static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
