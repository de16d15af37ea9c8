using Shepherd.Ingest.Faults;

namespace Shepherd.Ingest.Access;

/// <summary>Who calls.</summary>
/// <param name="Name">Of the key, or the token's subject; empty: nobody in particular, where no key is asked for.</param>
/// <param name="Tenant">Whom its requests are accounted to; null: whom they name.</param>
/// <param name="Quota">What it may send.</param>
internal sealed record Caller(string Name, string? Tenant, CallerQuota Quota)
{
    internal static Caller Anonymous { get; } = new("", null, CallerQuota.None);

    /// <summary>The tenant of one of its requests.</summary>
    /// <param name="asked">The one that the request names; null: none.</param>
    /// <exception cref="FaultException">It is another's.</exception>
    internal string? TenantFor(string? asked) =>
        Tenant is null || asked is null || asked == Tenant
            ? Tenant ?? asked
            : throw new FaultException(FaultKind.Forbidden, $"'{Name}' sends for tenant '{Tenant}', not for '{asked}': leave the parameter out");
}
