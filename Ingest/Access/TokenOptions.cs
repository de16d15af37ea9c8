namespace Shepherd.Ingest.Access;

/// <summary>Whose bearer tokens are taken.</summary>
/// <param name="Issuer">Address of the OpenID Connect issuer; its keys are found at <c>/.well-known/openid-configuration</c> below it.</param>
/// <param name="Audience">What tokens must be meant for.</param>
public sealed record TokenOptions(string Issuer, string Audience)
{
    /// <summary>Claim that names the caller. Default <c>sub</c>.</summary>
    public string NameClaim { get; init; } = "sub";

    /// <summary>Claim that names the tenant; null: requests name theirs.</summary>
    public string? TenantClaim { get; init; }

    /// <summary>Says what is wrong, or null.</summary>
    internal string? FindFault()
    {
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer) || (issuer.Scheme != Uri.UriSchemeHttps && !(issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback)))
            return $"--oidc-issuer '{Issuer}' is not an https address (http is taken of this machine only)";
        return Audience.Length == 0 ? "--oidc-audience is empty: tokens must be meant for somebody" : null;
    }
}
