using System.CommandLine;
using Shepherd.Ingest;
using Shepherd.Ingest.Access;
using Shepherd.Ingest.Listening;

namespace Shepherd.Cli.Commands;

/// <summary>Who may send requests to the front, and how many.</summary>
internal sealed class IngestAccessOptions
{
    private const double RateMax = 1_000_000;

    private readonly Option<string?> _certificate = new("--tls-cert") { Description = "Certificate of https addresses with its chain, PEM", HelpName = "file" };
    private readonly Option<string?> _key = new("--tls-key") { Description = "Its private key, PEM", HelpName = "file" };
    private readonly Option<string?> _keys = new("--keys") { Description = "API keys as JSON: {\"keys\": [{\"name\", \"sha256\", \"tenant\", \"requests_per_second\", \"burst\", \"in_flight\"}]}; read again when it changes", HelpName = "file" };
    private readonly Option<string?> _issuer = new("--oidc-issuer") { Description = "OpenID Connect issuer whose bearer tokens are taken", HelpName = "url" };
    private readonly Option<string?> _audience = new("--oidc-audience") { Description = "What its tokens must be meant for" };
    private readonly Option<string> _nameClaim = new("--oidc-name-claim") { Description = "Claim that names the caller", DefaultValueFactory = _ => "sub" };
    private readonly Option<string?> _tenantClaim = new("--oidc-tenant-claim") { Description = "Claim that names the tenant; left out: requests name theirs" };
    private readonly Option<double?> _rate = NumberOption.Create("--quota-rps", "Requests per second of each caller whose key says nothing of it", 0.001, RateMax);
    private readonly Option<int?> _burst = NumberOption.Create("--quota-burst", "Requests at once after a rest; left out: one second's", 1, (int)RateMax);
    private readonly Option<int?> _inFlight = NumberOption.Create("--quota-in-flight", "Requests of each caller without an answer at a time", 1, (int)RateMax);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_certificate, _key, _keys, _issuer, _audience, _nameClaim, _tenantClaim, _rate, _burst, _inFlight])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_certificate) is null != result.GetValue(_key) is null)
                result.AddError("--tls-cert and --tls-key go together");
            if (result.GetValue(_issuer) is null != result.GetValue(_audience) is null)
                result.AddError("--oidc-issuer and --oidc-audience go together");
            if (result.GetValue(_keys) is null && result.GetValue(_issuer) is null && (result.GetValue(_rate) is not null || result.GetValue(_burst) is not null || result.GetValue(_inFlight) is not null))
                result.AddError("quotas are each caller's: give --keys or --oidc-issuer too, so that callers are told apart");
        });
    }

    public IngestOptions Apply(ParseResult parsed, IngestOptions options) => options with
    {
        Tls = parsed.GetValue(_certificate) is { } certificate ? new TlsOptions(certificate, parsed.GetValue(_key)!) : null,
        KeyFile = parsed.GetValue(_keys),
        Tokens = parsed.GetValue(_issuer) is { } issuer
            ? new TokenOptions(issuer, parsed.GetValue(_audience)!) { NameClaim = parsed.GetValue(_nameClaim)!, TenantClaim = parsed.GetValue(_tenantClaim) }
            : null,
        Quota = new QuotaOptions { RequestsPerSecond = parsed.GetValue(_rate), Burst = parsed.GetValue(_burst), InFlight = parsed.GetValue(_inFlight) },
    };
}
