namespace Shepherd.Schemas.Control;

/// <summary>
/// Where a worker takes batches of a lead, and how its connections go; in a heartbeat <c>host:port</c> for plain ones, <c>tls://host:port</c> for TLS. Without an address it listens nowhere; how it
/// would connect to peers is said all the same, since only alike workers understand each other.
/// </summary>
/// <param name="Address"><c>host:port</c>; empty: nowhere.</param>
/// <param name="IsTls">Its connections, taken and made, are mutual TLS.</param>
public readonly record struct PeerAddress(string Address, bool IsTls)
{
    private const string TlsScheme = "tls://";

    /// <summary>Reads what a heartbeat says; every text has a meaning.</summary>
    /// <param name="text">As <see cref="ToString"/> writes it.</param>
    public static PeerAddress Parse(string text) =>
        text.StartsWith(TlsScheme, StringComparison.Ordinal) ? new PeerAddress(text[TlsScheme.Length..], IsTls: true) : new PeerAddress(text, IsTls: false);

    /// <summary>As it goes into a heartbeat.</summary>
    public override string ToString() => IsTls ? TlsScheme + Address : Address;
}
