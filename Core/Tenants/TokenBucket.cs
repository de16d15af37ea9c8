namespace Shepherd.Core.Tenants;

/// <summary>A bucket that tokens flow into and requests take from. It starts full.</summary>
internal sealed class TokenBucket
{
    private double? _tokens;
    private long _filledNs;

    /// <summary>Takes a token if there is one.</summary>
    /// <param name="perS">Tokens a second since the last call.</param>
    /// <param name="burst">What the bucket holds, at least 1.</param>
    /// <param name="nowNs">Now.</param>
    public bool TryTake(double perS, double burst, long nowNs)
    {
        var tokens = Math.Min(burst, (_tokens ?? burst) + (perS * Math.Max(0, nowNs - _filledNs) / 1e9));
        _filledNs = Math.Max(_filledNs, nowNs);
        _tokens = tokens < 1 ? tokens : tokens - 1;
        return tokens >= 1;
    }
}
