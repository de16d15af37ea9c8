using Shepherd.Core.Policies;

namespace Shepherd.Core.Tenants;

/// <summary>
/// What each tenant of a group has used: of its quota always, and of its share while the group is overloaded, that is while requests were given up as late within
/// <see cref="OverloadMemoryNs"/>. The share is the tenant's weight over the sum of all weights, of the requests that the group is measured to answer. Requests of no tenant
/// have a weight of 1 together.
/// </summary>
internal sealed class TenantLedger
{
    /// <summary>One second: longer than one burst's late requests, and short enough that shares hold only while they matter.</summary>
    public const long OverloadMemoryNs = 1_000_000_000;

    /// <summary>Time constant of the measured rate of answers.</summary>
    private const double RateWindowNs = 1e9;

    /// <summary>Half a second of its share is let through at once, so that a tenant within its share is not cut off by the unevenness of its arrivals.</summary>
    private const double ShareBurstS = 0.5;

    private IReadOnlyList<Tenant> _tenants = [];
    private List<TokenBucket> _quotas = [];
    private List<TokenBucket> _shares = [];
    private double _weights;
    private double _answersPerNs;
    private long _finishedNs;
    private long? _gaveUpNs;

    /// <summary>New tenants start with full buckets; those that were there keep theirs, by name.</summary>
    public void Replan(IReadOnlyList<Tenant> tenants)
    {
        if (ReferenceEquals(tenants, _tenants))
            return;
        var (quotas, shares) = (new List<TokenBucket>(), new List<TokenBucket>());
        _weights = 1;
        foreach (var tenant in tenants)
        {
            _weights += tenant.Weight;
            var old = IndexOf(tenant.Name);
            quotas.Add(old < 0 ? new TokenBucket() : _quotas[old]);
            shares.Add(old < 0 ? new TokenBucket() : _shares[old]);
        }

        shares.Add(_shares.Count > 0 ? _shares[^1] : new TokenBucket());
        (_tenants, _quotas, _shares) = (tenants, quotas, shares);
    }

    /// <summary>A request arrives: charges it to its tenant and notes whether it is beyond the tenant's share.</summary>
    /// <returns>False when it is over the tenant's quota.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The plan has no such tenant.</exception>
    public bool Admit(ScheduledRequest request, long nowNs)
    {
        if (_tenants.Count == 0)
            return true;
        var tenant = request.Tenant;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tenant, _tenants.Count);
        if (tenant >= 0 && _tenants[tenant].QuotaRps is { } quota && !_quotas[tenant].TryTake(quota, _tenants[tenant].BurstOrDefault, nowNs))
            return false;
        var shareRps = (tenant < 0 ? 1 : _tenants[tenant].Weight) / _weights * AnswersPerNs(nowNs) * 1e9;
        var isWithin = _shares[tenant < 0 ? _tenants.Count : tenant].TryTake(shareRps, Math.Max(1, shareRps * ShareBurstS), nowNs);
        request.IsBeyondShare = !isWithin && nowNs - _gaveUpNs <= OverloadMemoryNs;
        return true;
    }

    /// <summary>A batch ended.</summary>
    public void Finished(int requests, long nowNs)
    {
        if (_tenants.Count == 0)
            return;
        _answersPerNs = AnswersPerNs(nowNs) + (requests / RateWindowNs);
        _finishedNs = Math.Max(_finishedNs, nowNs);
    }

    /// <summary>Requests were given up as late.</summary>
    public void GaveUp(long nowNs) => _gaveUpNs = nowNs;

    private double AnswersPerNs(long nowNs) => _answersPerNs * Math.Exp(Math.Min(0, _finishedNs - nowNs) / RateWindowNs);

    private int IndexOf(string name)
    {
        for (var i = 0; i < _tenants.Count; i++)
        {
            if (_tenants[i].Name == name)
                return i;
        }

        return -1;
    }
}
