using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Shepherd.Cli.Bench;

/// <summary>A port for a process that is to be asked over HTTP.</summary>
internal static class FreePort
{
    /// <summary><c>host:port</c> of this machine that nobody listens on now.</summary>
    public static string Address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
