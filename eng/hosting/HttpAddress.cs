using System.Globalization;
using System.Net;

namespace Shepherd.Hosting;

/// <summary>Where a host serves HTTP: <c>host:port</c>, of a host an address, <c>localhost</c> or <c>*</c>.</summary>
internal static class HttpAddress
{
    private const string Any = "*";
    private const string Local = "localhost";

    /// <summary>Says what is wrong with one, or null.</summary>
    public static string? FindFault(string text)
    {
        var colon = text.LastIndexOf(':');
        var isPort = colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        // A bare IPv6 address reads as host and port: brackets tell them apart.
        if (!isPort || (text[..colon] is var host && host is not (Any or Local) && !IPAddress.TryParse(host, out _)) || (text[..colon].Contains(':', StringComparison.Ordinal) && text[0] != '['))
            return $"HTTP address '{text}' is not of the form host:port with an address of this machine, for example 127.0.0.1:9464, [::1]:9464 or *:9464";
        return null;
    }

    /// <summary>Whether only this machine reaches it. Of one without a fault.</summary>
    public static bool IsLoopback(string text) =>
        text[..text.LastIndexOf(':')] is var host && (host == Local || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)));

    /// <summary>As Kestrel takes it.</summary>
    public static string ToUrl(string text) => text.StartsWith(Local + ":", StringComparison.Ordinal) ? $"http://127.0.0.1{text[Local.Length..]}" : $"http://{text}";
}
