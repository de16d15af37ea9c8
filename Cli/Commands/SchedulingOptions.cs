using System.CommandLine;
using Shepherd.Core.Policies;
using Shepherd.Core.Tenants;

namespace Shepherd.Cli.Commands;

/// <summary>How workers schedule: on <c>worker</c>, and on whatever starts workers, which hands it on as it was given.</summary>
internal sealed class SchedulingOptions
{
    private readonly Option<string> _policy = new("--policy")
    {
        Description = $"How workers schedule: {string.Join(", ", PolicyCatalog.Names)}",
        DefaultValueFactory = _ => PolicyCatalog.Default,
        HelpName = "name",
    };

    private readonly Option<string[]> _tenants = new("--tenant")
    {
        Description = "Somebody whose requests (header shepherd-tenant) are accounted together: a weight in overload, a quota in requests/s of each worker, a burst; may be repeated",
        HelpName = "name[:weight=1,quota=100,burst=20]",
    };

    private readonly Option<double> _ageing = AgeingOption.Create();

    public SchedulingOptions()
    {
        _policy.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && PolicyCatalog.FindFault(result.Tokens[^1].Value) is { } fault)
                result.AddError($"--policy {result.Tokens[^1].Value}: {fault}");
        });
        _tenants.Validators.Add(result =>
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var token in result.Tokens)
            {
                if (!TenantText.TryParse(token.Value, out var tenant, out var fault))
                    result.AddError($"--tenant {token.Value}: {fault}");
                else if (!names.Add(tenant!.Name))
                    result.AddError($"--tenant {token.Value}: tenant '{tenant.Name}' is given twice; give it once, with all its settings");
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_policy);
        command.Add(_tenants);
        command.Add(_ageing);
    }

    public string Policy(ParseResult parsed) => parsed.GetValue(_policy)!;

    public IReadOnlyList<Tenant> Tenants(ParseResult parsed) =>
        [.. (parsed.GetValue(_tenants) ?? []).Select(t => TenantText.TryParse(t, out var tenant, out var fault) ? tenant! : throw new ArgumentException(fault))];

    public long AgeingNs(ParseResult parsed) => AgeingOption.ToNs(parsed.GetValue(_ageing));

    /// <summary>The same for a worker that is started.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed) =>
        ["--policy", Policy(parsed), AgeingOption.Name, AgeingOption.ToText(parsed.GetValue(_ageing)), .. (parsed.GetValue(_tenants) ?? []).SelectMany(t => new[] { "--tenant", t })];
}
