using Shepherd.Client;
using Shepherd.Client.Cluster;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Ingest;

/// <summary>How the HTTP front runs.</summary>
public sealed record IngestOptions
{
    /// <summary>Default of <see cref="BodyBytesMax"/>: JSON writes a tensor about four times as long as Kafka's 1 MB record carries it.</summary>
    public const int DefaultBodyBytesMax = 8 * 1024 * 1024;

    /// <summary>Where Kafka is.</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>Addresses to listen on, separated by ';'. Default <c>http://127.0.0.1:8000</c>.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8000";

    /// <summary>Longest request body, bytes; a longer one is answered 413. Default <see cref="DefaultBodyBytesMax"/>.</summary>
    public int BodyBytesMax { get; init; } = DefaultBodyBytesMax;

    /// <summary>How long past its deadline a request's outcome is waited for before the answer is 504. Default 10 s: a takeover after a crash fits in.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A worker silent for this long counts as gone in the readiness answers. Default 3 s.</summary>
    public TimeSpan WorkerTtl { get; init; } = ClusterReader.DefaultWorkerTtl;

    /// <summary>Requests sent and not yet answered, at most; further ones wait.</summary>
    public int InFlightRequestsMax { get; init; } = InferenceClientOptions.DefaultInFlightRequestsMax;

    /// <summary>Tensor bytes of those, at most.</summary>
    public int InFlightBytesMax { get; init; } = InferenceClientOptions.DefaultInFlightBytesMax;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        foreach (var url in Urls.Split(';'))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
                return $"--urls: '{url}' is not an address like http://127.0.0.1:8000";
        }

        if (BodyBytesMax < 1)
            return $"body limit is {BodyBytesMax} bytes; at least 1 is needed";
        if (Grace < TimeSpan.Zero || WorkerTtl <= TimeSpan.Zero)
            return $"grace ({Grace}) may not be negative and the worker TTL ({WorkerTtl}) must be positive";
        return Kafka.FindFault();
    }
}
