namespace Shepherd.Ingest;

/// <summary>Limits of the front that nobody sets; each with its reason.</summary>
internal static class FrontLimits
{
    /// <summary>Open connections: ten thousand idle clients fit, and 20,000 sockets are what a process may usually have.</summary>
    internal const int ConnectionsMax = 16_384;

    /// <summary>Calls at once on one HTTP/2 connection: more than the hundred that clients take for granted, and few enough that one connection cannot fill the front.</summary>
    internal const int StreamsPerConnectionMax = 256;

    /// <summary>A body that comes slower holds memory for nothing: the slowest modem was faster.</summary>
    internal const int BodyBytesPerSecondMin = 240;

    /// <summary>Before its speed counts: a lost packet or two.</summary>
    internal static readonly TimeSpan SlowBodyGrace = TimeSpan.FromSeconds(5);

    /// <summary>For all headers of a request, from its first byte.</summary>
    internal static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Between two looks whether an idle HTTP/2 peer is still there.</summary>
    internal static readonly TimeSpan PingPace = TimeSpan.FromSeconds(30);

    /// <summary>For its answer.</summary>
    internal static readonly TimeSpan PingPatience = TimeSpan.FromSeconds(15);
}
