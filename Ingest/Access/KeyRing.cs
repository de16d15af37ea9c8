using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Shepherd.Ingest.Access;

/// <summary>The keys in force. The file is read again when it has changed; one that cannot be read leaves the keys as they are.</summary>
internal sealed partial class KeyRing : ICallerSource
{
    /// <summary>Between two looks at the file.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly QuotaOptions _otherwise;
    private readonly TimeProvider _clock;
    private readonly ILogger<KeyRing> _logger;
    private readonly Lock _gate = new();
    private volatile FrozenDictionary<string, Held> _keys;
    private DateTime _writtenAt;
    private long _lookedAt;

    /// <exception cref="ArgumentException">The file cannot be read, or an entry is wrong.</exception>
    internal KeyRing(string path, QuotaOptions otherwise, TimeProvider clock, ILogger<KeyRing> logger)
    {
        (_path, _otherwise, _clock, _logger) = (path, otherwise, clock, logger);
        _writtenAt = File.GetLastWriteTimeUtc(path);
        _lookedAt = clock.GetTimestamp();
        _keys = Load(FrozenDictionary<string, Held>.Empty);
    }

    public ValueTask<(Caller? Caller, string Reason)> FindAsync(string credential, CancellationToken cancellationToken)
    {
        Look();
        // A key is looked up by its hash: how long that takes says nothing of the keys.
        var found = _keys.GetValueOrDefault(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(credential))))?.Caller;
        return ValueTask.FromResult((found, found is null ? "the key is not known here: ask whoever runs this front for one" : ""));
    }

    private void Look()
    {
        if (_clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) < Pace || !_gate.TryEnter())
            return;
        try
        {
            Volatile.Write(ref _lookedAt, _clock.GetTimestamp());
            var writtenAt = File.GetLastWriteTimeUtc(_path);
            if (writtenAt == _writtenAt)
                return;
            _writtenAt = writtenAt;
            _keys = Load(_keys);
            LogRead(_path, _keys.Count);
        }
        catch (ArgumentException e)
        {
            LogUnread(e.Message);
        }
        finally
        {
            _gate.Exit();
        }
    }

    // Who stays as it was keeps what it has used of its quota.
    private FrozenDictionary<string, Held> Load(FrozenDictionary<string, Held> before) => KeyFile.Read(_path).ToFrozenDictionary(
        k => k.Key,
        k => before.GetValueOrDefault(k.Key) is { } held && held.Key == k.Value ? held : new Held(k.Value, new Caller(k.Value.Name!, k.Value.Tenant, new CallerQuota(QuotaOf(k.Value)))),
        StringComparer.Ordinal);

    private QuotaOptions QuotaOf(ApiKey key) => new()
    {
        RequestsPerSecond = key.RequestsPerSecond ?? _otherwise.RequestsPerSecond,
        Burst = key.Burst ?? (key.RequestsPerSecond is null ? _otherwise.Burst : null),
        InFlight = key.InFlight ?? _otherwise.InFlight,
    };

    [LoggerMessage(1, LogLevel.Information, "Key file {Path} has changed; keys: {Keys}")]
    private partial void LogRead(string path, int keys);

    [LoggerMessage(2, LogLevel.Warning, "The keys stay as they are: {Reason}")]
    private partial void LogUnread(string reason);

    private sealed record Held(ApiKey Key, Caller Caller);
}
