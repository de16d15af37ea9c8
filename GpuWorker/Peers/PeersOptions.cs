using System.Globalization;
using System.Net;

namespace Shepherd.GpuWorker.Peers;

/// <summary>How a worker is reached by, and reaches, the other workers of its serving group.</summary>
public sealed record PeersOptions
{
    /// <summary>Where it listens for leads, <c>host:port</c>; port 0: any free one. Default null: it serves alone, or leads peers that listen.</summary>
    public string? Listen { get; init; }

    /// <summary>What other workers connect to, <c>host[:port]</c>. Default null: the listening host and port; the machine's name where it listens on all addresses.</summary>
    public string? Advertise { get; init; }

    /// <summary>Its certificate, a PEM file, for both ends of a connection. Default null: no TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>The certificate's key, a PEM file.</summary>
    public string? Key { get; init; }

    /// <summary>Who signs the workers' certificates, a PEM file: whoever shows one signed by it is taken for a worker, so it should sign nothing else.</summary>
    public string? Authority { get; init; }

    /// <summary>Goes without TLS beyond this machine. Default false.</summary>
    public bool AllowsPlaintext { get; init; }

    internal bool HasTls => Certificate is not null;

    /// <summary>Says what is wrong, or null.</summary>
    internal string? FindFault()
    {
        if (Listen is { } listen && !TryParse(listen, out _, out _))
            return $"--peers-listen {listen}: it takes host:port, for example 0.0.0.0:7400 or 127.0.0.1:0";
        if (Advertise is { } advertise && !TryParse(advertise.Contains(':', StringComparison.Ordinal) ? advertise : advertise + ":0", out _, out _))
            return $"--peers-advertise {advertise}: it takes host or host:port, as other workers reach this one";
        if ((Certificate is null) != (Key is null) || (Certificate is null) != (Authority is null))
            return "--peers-cert, --peers-key and --peers-ca go together: both ends of a connection show a certificate and check the other's";
        foreach (var file in new[] { Certificate, Key, Authority })
        {
            if (file is not null && !File.Exists(file))
                return $"{file}: there is no such file";
        }

        return Listen is { } address && FindPlaintextFault(address) is { } fault ? $"--peers-listen {address}: {fault}" : null;
    }

    /// <summary>Says why an address is not to be used as things stand, or null.</summary>
    internal string? FindPlaintextFault(string address) => HasTls || AllowsPlaintext || (TryParse(address, out var host, out _) && IsLoopback(host))
        ? null
        : "requests would go over the network unencrypted and to whoever answers; give --peers-cert, --peers-key and --peers-ca, or say --peers-plaintext where the network itself is trusted";

    internal static bool TryParse(string address, out string host, out int port)
    {
        var colon = address.LastIndexOf(':');
        (host, port) = (colon > 0 ? address[..colon].Trim('[', ']') : "", 0);
        return host.Length > 0 && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue;
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
