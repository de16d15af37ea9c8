using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shepherd.Ingest.Access;

/// <summary>The file of API keys: <c>{"keys": [{"name", "sha256", "tenant", "requests_per_second", "burst", "in_flight"}]}</c>. It holds hashes, so that who reads it has no key.</summary>
internal static class KeyFile
{
    private const int HashChars = 64;

    /// <summary>Some ten thousand keys; a longer file is another file.</summary>
    private const long BytesMax = 4 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads it: keys by their hash, in lower case.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or an entry is wrong; the message names the entry.</exception>
    internal static FrozenDictionary<string, ApiKey> Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BytesMax } large)
                throw new ArgumentException($"key file {path} has {large.Length} bytes; at most {BytesMax} are read");
            using var file = File.OpenRead(path);
            var keys = JsonSerializer.Deserialize<Content>(file, Json)?.Keys ?? [];
            return Check(path, keys);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"key file {path} cannot be read: {e.Message}", e);
        }
    }

    private static FrozenDictionary<string, ApiKey> Check(string path, IReadOnlyList<ApiKey> keys)
    {
        var byHash = new Dictionary<string, ApiKey>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (key.FindFault(HashChars) is { } fault)
                throw new ArgumentException($"key file {path}: key '{key.Name}': {fault}");
            if (!byHash.TryAdd(key.Sha256!.ToLowerInvariant(), key))
                throw new ArgumentException($"key file {path}: '{key.Name}' and another have the same key");
        }

        return byHash.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record Content(IReadOnlyList<ApiKey>? Keys);
}

/// <summary>One entry of the file.</summary>
/// <param name="Name">For people and logs.</param>
/// <param name="Sha256">Of the key's UTF-8 bytes, hexadecimal.</param>
/// <param name="Tenant">Whom its requests are accounted to; null: whom they name.</param>
internal sealed record ApiKey(string? Name, string? Sha256, string? Tenant)
{
    public double? RequestsPerSecond { get; init; }

    public int? Burst { get; init; }

    public int? InFlight { get; init; }

    [JsonIgnore]
    public QuotaOptions Quota => new() { RequestsPerSecond = RequestsPerSecond, Burst = Burst, InFlight = InFlight };

    internal string? FindFault(int hashChars)
    {
        if (string.IsNullOrWhiteSpace(Name))
            return "it has no name";
        if (Sha256?.Length != hashChars || !Sha256.All(char.IsAsciiHexDigit))
            return $"sha256 is not {hashChars} hexadecimal digits: printf %s KEY | sha256sum";
        return Quota.FindFault();
    }
}
