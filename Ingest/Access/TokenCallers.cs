using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Shepherd.Ingest.Access;

/// <summary>Callers by the bearer tokens of an OpenID Connect issuer. Its keys are read when they are first needed, and again when a token names one that is not known.</summary>
internal sealed partial class TokenCallers : ICallerSource, IDisposable
{
    /// <summary>Callers whose use is remembered at a time; past it the longest silent starts with a full quota.</summary>
    private const int CallersMax = 10_000;

    /// <summary>After so long without a call any quota is whole again.</summary>
    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(10);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly MemoryCache _callers = new(new MemoryCacheOptions { SizeLimit = CallersMax });
    private readonly TokenOptions _options;
    private readonly QuotaOptions _quota;
    private readonly ILogger<TokenCallers> _logger;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _issuer;

    internal TokenCallers(TokenOptions options, QuotaOptions quota, ILogger<TokenCallers> logger)
    {
        (_options, _quota, _logger) = (options, quota, logger);
        _issuer = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{options.Issuer.TrimEnd('/')}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            // Which addresses may go without TLS is checked with the options.
            new HttpDocumentRetriever { RequireHttps = options.Issuer.StartsWith(Uri.UriSchemeHttps + ":", StringComparison.OrdinalIgnoreCase) });
    }

    public async ValueTask<(Caller? Caller, string Reason)> FindAsync(string credential, CancellationToken cancellationToken)
    {
        // Keys have no dots; what has is a token or a mistake.
        if (credential.Count(c => c == '.') != 2)
            return (null, "");
        var checkedToken = await _handler.ValidateTokenAsync(credential, new TokenValidationParameters
        {
            ConfigurationManager = _issuer,
            ValidIssuer = _options.Issuer,
            ValidAudience = _options.Audience,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
        });
        if (!checkedToken.IsValid)
        {
            LogRefused(checkedToken.Exception?.Message ?? "no reason");
            return (null, Explain(checkedToken.Exception));
        }

        var name = checkedToken.ClaimsIdentity.FindFirst(_options.NameClaim)?.Value;
        var tenant = _options.TenantClaim is { } claim ? checkedToken.ClaimsIdentity.FindFirst(claim)?.Value : null;
        if (name is null || (_options.TenantClaim is not null && tenant is null))
            return (null, $"the token has no claim '{(name is null ? _options.NameClaim : _options.TenantClaim)}'");
        return (CallerOf(name, tenant), "");
    }

    public void Dispose() => _callers.Dispose();

    private Caller CallerOf(string name, string? tenant) => _callers.GetOrCreate((name, tenant), entry =>
    {
        (entry.Size, entry.SlidingExpiration) = (1, Forget);
        return new Caller(name, tenant, new CallerQuota(_quota));
    })!;

    private static string Explain(Exception? exception) => exception switch
    {
        SecurityTokenExpiredException => "the token has expired: ask its issuer for a new one",
        SecurityTokenInvalidAudienceException => "the token is meant for somebody else: its audience is not this front's",
        SecurityTokenInvalidIssuerException => "the token is of another issuer",
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => "the token's signature is not its issuer's",
        _ => "the token cannot be accepted; this front's log says why",
    };

    [LoggerMessage(1, LogLevel.Information, "A token was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
