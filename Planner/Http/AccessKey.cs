using System.Security.Cryptography;
using System.Text;

namespace Shepherd.Planner.Http;

/// <summary>The key that callers show as <c>Authorization: Bearer …</c>.</summary>
internal sealed class AccessKey(string key)
{
    private const string Scheme = "Bearer ";

    // Of one length whatever the key: neither content nor length shows in the time that comparing takes.
    private readonly byte[] _hash = Hash(key);

    public bool Opens(string? authorization) =>
        authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
        && CryptographicOperations.FixedTimeEquals(_hash, Hash(authorization[Scheme.Length..].Trim()));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
