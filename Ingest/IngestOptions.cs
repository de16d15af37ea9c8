using Shepherd.Client;
using Shepherd.Client.Cluster;
using Shepherd.Ingest.Access;
using Shepherd.Ingest.Listening;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Ingest;

/// <summary>How the HTTP front runs.</summary>
public sealed record IngestOptions
{
    /// <summary>Default of <see cref="BodyBytesMax"/>: JSON writes a tensor about four times as long as Kafka's 1 MB record carries it.</summary>
    public const int DefaultBodyBytesMax = 8 * 1024 * 1024;

    /// <summary>Default of <see cref="InFlightRequestsMax"/>: what is kept of asynchronous requests fits, with room for callers that wait.</summary>
    public const int DefaultInFlightRequestsMax = 16_384;

    /// <summary>Where Kafka is.</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>Addresses to listen on, separated by ';'. Default <c>http://127.0.0.1:8000</c>.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8000";

    /// <summary>Addresses for gRPC in the clear (HTTP/2 by prior knowledge), separated by ';'. Null: none; over TLS gRPC is served at <see cref="Urls"/>.</summary>
    public string? GrpcUrls { get; init; }

    /// <summary>The certificate of https addresses; null: there are none.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>File of API keys; null: no key is asked for.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Issuer whose tokens are taken; null: none.</summary>
    public TokenOptions? Tokens { get; init; }

    /// <summary>What callers may send whose key says nothing of it.</summary>
    public QuotaOptions Quota { get; init; } = new();

    /// <summary>Refuses requests that cannot be done by their deadline, by what workers say of their queues. Default true.</summary>
    public bool Admission { get; init; } = true;

    /// <summary>How long answers of asynchronous requests are kept. Default 5 min: a caller that was started anew finds them.</summary>
    public TimeSpan AnswerTtl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two signs of life on a stream of events. Default 15 s: proxies close what is silent for a minute.</summary>
    public TimeSpan EventHeartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest request body, bytes; a longer one is answered 413. Default <see cref="DefaultBodyBytesMax"/>.</summary>
    public int BodyBytesMax { get; init; } = DefaultBodyBytesMax;

    /// <summary>How long past its deadline a request's outcome is waited for before the answer is 504. Default 10 s: a takeover after a crash fits in.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A worker silent for this long counts as gone in the readiness answers. Default 3 s.</summary>
    public TimeSpan WorkerTtl { get; init; } = ClusterReader.DefaultWorkerTtl;

    /// <summary>Requests sent and not yet answered, at most; further ones wait.</summary>
    public int InFlightRequestsMax { get; init; } = DefaultInFlightRequestsMax;

    /// <summary>Tensor bytes of those, at most.</summary>
    public int InFlightBytesMax { get; init; } = InferenceClientOptions.DefaultInFlightBytesMax;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if ((FindAddressFault("--urls", Urls) ?? FindAddressFault("--grpc-urls", GrpcUrls)) is { } address)
            return address;
        if (BodyBytesMax < 1)
            return $"body limit is {BodyBytesMax} bytes; at least 1 is needed";
        if (Grace < TimeSpan.Zero || WorkerTtl <= TimeSpan.Zero)
            return $"grace ({Grace}) may not be negative and the worker TTL ({WorkerTtl}) must be positive";
        if (AnswerTtl <= TimeSpan.Zero || EventHeartbeat <= TimeSpan.Zero)
            return $"the time that answers are kept ({AnswerTtl}) and the heartbeat of events ({EventHeartbeat}) must be positive";
        return Quota.FindFault() ?? Tokens?.FindFault() ?? Kafka.FindFault();
    }

    private string? FindAddressFault(string option, string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
                return $"{option}: '{url}' is not an address like http://127.0.0.1:8000";
            if (parsed.Scheme == Uri.UriSchemeHttps && Tls is null)
                return $"{option}: '{url}' needs a certificate: give --tls-cert and --tls-key";
        }

        return option == "--urls" && string.IsNullOrWhiteSpace(urls) ? "--urls: at least one address is needed, like http://127.0.0.1:8000" : null;
    }
}
