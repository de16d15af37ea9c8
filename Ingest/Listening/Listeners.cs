using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Shepherd.Ingest.Listening;

/// <summary>Where the front listens, and how it treats connections.</summary>
internal sealed class Listeners(IngestOptions options)
{
    private readonly List<(ListenOptions Listen, string Scheme)> _http = [];
    private readonly List<(ListenOptions Listen, string Scheme)> _grpc = [];

    /// <summary>Addresses of REST, with the ports that were really taken. Known once the front has started.</summary>
    internal IReadOnlyList<Uri> Http => [.. _http.Select(ToUri)];

    /// <summary>Addresses of gRPC; none: it is not served in the clear.</summary>
    internal IReadOnlyList<Uri> Grpc => [.. _grpc.Select(ToUri)];

    internal void Configure(KestrelServerOptions kestrel)
    {
        var limits = kestrel.Limits;
        kestrel.AddServerHeader = false;
        // A prefix more: which limit a gRPC message is over is told by its length.
        limits.MaxRequestBodySize = options.BodyBytesMax + Ingest.Grpc.GrpcMessages.PrefixBytes;
        limits.MaxConcurrentConnections = FrontLimits.ConnectionsMax;
        limits.MinRequestBodyDataRate = new MinDataRate(FrontLimits.BodyBytesPerSecondMin, FrontLimits.SlowBodyGrace);
        limits.RequestHeadersTimeout = FrontLimits.HeadersTimeout;
        limits.Http2.MaxStreamsPerConnection = FrontLimits.StreamsPerConnectionMax;
        (limits.Http2.KeepAlivePingDelay, limits.Http2.KeepAlivePingTimeout) = (FrontLimits.PingPace, FrontLimits.PingPatience);
        var certificate = options.Tls?.Load();
        Listen(kestrel, options.Urls, HttpProtocols.Http1AndHttp2, _http, certificate);
        // Without TLS nobody can say which of the two it speaks: HTTP/2 in the clear has an address of its own.
        Listen(kestrel, options.GrpcUrls, HttpProtocols.Http2, _grpc, certificate);
    }

    private static void Listen(KestrelServerOptions kestrel, string? urls, HttpProtocols protocols, List<(ListenOptions Listen, string Scheme)> listeners, TlsCertificate? certificate)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
            void Set(ListenOptions listen)
            {
                // HTTP/1.1 alone in the clear, where the two cannot be told apart.
                listen.Protocols = address.Scheme == Uri.UriSchemeHttps || protocols == HttpProtocols.Http2 ? protocols : HttpProtocols.Http1;
                if (address.Scheme == Uri.UriSchemeHttps)
                    listen.UseHttps(certificate!.Apply);
                listeners.Add((listen, address.Scheme));
            }

            if (IPAddress.TryParse(address.Host, out var ip))
                kestrel.Listen(ip, address.Port, Set);
            else if (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
                kestrel.ListenLocalhost(address.Port, Set);
            else
                kestrel.ListenAnyIP(address.Port, Set);
        }
    }

    private static Uri ToUri((ListenOptions Listen, string Scheme) listener) =>
        new UriBuilder(listener.Scheme, listener.Listen.IPEndPoint!.Address.ToString(), listener.Listen.IPEndPoint.Port).Uri;
}
