using System.Net;

namespace Shepherd.Planner.Leadership;

/// <summary>Where others reach this planner's HTTP. Its claims say it, so that a planner that follows can send commands on.</summary>
internal sealed class AdvertisedAddress
{
    private volatile Uri? _url;

    /// <summary>Null: nowhere, or it does not listen yet.</summary>
    public Uri? Url => _url;

    /// <summary>It listens there. Of a socket that is bound to every address of the machine the machine's name is told.</summary>
    public void Listens(Uri at) => _url = IPAddress.TryParse(at.DnsSafeHost, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        ? new UriBuilder(at) { Host = Dns.GetHostName() }.Uri
        : at;
}
