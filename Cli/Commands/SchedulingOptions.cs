using System.CommandLine;
using System.Globalization;
using Shepherd.Core.Policies;
using Shepherd.Core.Tenants;

namespace Shepherd.Cli.Commands;

/// <summary>How workers schedule: on <c>worker</c>, and on whatever starts workers, which hands it on as it was given.</summary>
internal sealed class SchedulingOptions
{
    private const int BytesPerMiBShift = 20;

    /// <summary>A tebibyte: no device has more.</summary>
    private const int SuspendBudgetMax = 1 << 20;

    private readonly Option<string> _policy = new("--policy")
    {
        Description = $"How workers schedule: {string.Join(", ", PolicyCatalog.Names)}",
        DefaultValueFactory = _ => PolicyCatalog.Default,
        HelpName = "name",
    };

    private readonly Option<string[]> _tenants = new("--tenant")
    {
        Description = "Somebody whose requests (header shepherd-tenant) are accounted together: a weight in overload, a quota in requests/s of each worker, a burst, requests and bytes in flight at once at each worker; may be repeated",
        HelpName = "name[:weight=1,quota=100,burst=20,records=50,bytes=1000000]",
    };

    private readonly Option<double> _ageing = AgeingOption.Create();

    private readonly Option<string?> _preemption = ChoiceOption.CreateOptional(
        "--preemption", "How running batches are stopped, at most (default: as the policy was published: suspend for shepherd, restart for flex, none for the others); models without segments restart", "none", "restart", "suspend");

    private readonly Option<int?> _suspendBudget = NumberOption.Create("--suspend-budget", "MiB that suspended batches may keep on each device (default 256); past it they start anew", min: 0, SuspendBudgetMax);

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
        command.Add(_preemption);
        command.Add(_suspendBudget);
    }

    public string Policy(ParseResult parsed) => parsed.GetValue(_policy)!;

    public IReadOnlyList<Tenant> Tenants(ParseResult parsed) =>
        [.. (parsed.GetValue(_tenants) ?? []).Select(t => TenantText.TryParse(t, out var tenant, out var fault) ? tenant! : throw new ArgumentException(fault))];

    public long AgeingNs(ParseResult parsed) => AgeingOption.ToNs(parsed.GetValue(_ageing));

    /// <summary>Null where it is not given: as the policy was published.</summary>
    public PreemptionKind? Preemption(ParseResult parsed) => parsed.GetValue(_preemption) is { } kind ? Enum.Parse<PreemptionKind>(kind, ignoreCase: true) : null;

    /// <summary>Null where it is not given.</summary>
    /// <exception cref="ArgumentException">It is given, and nothing is suspended.</exception>
    public long? SuspendBudgetBytes(ParseResult parsed)
    {
        parsed.RefuseUnless(_suspendBudget, (Preemption(parsed) ?? PolicyCatalog.Published(Policy(parsed))) == PreemptionKind.Suspend,
            $"no batch is suspended; add {_preemption.Name} suspend, or leave it out");
        return parsed.GetValue(_suspendBudget) is { } mebibytes ? (long)mebibytes << BytesPerMiBShift : null;
    }

    /// <summary>The same for a worker that is started.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed)
    {
        // Said here, to whoever gave it, and not in the log of a worker that ends.
        _ = SuspendBudgetBytes(parsed);
        return
        [
            "--policy", Policy(parsed), AgeingOption.Name, AgeingOption.ToText(parsed.GetValue(_ageing)),
            .. parsed.GetValue(_preemption) is { } kind ? new[] { _preemption.Name, kind } : [],
            .. parsed.GetValue(_suspendBudget) is { } mebibytes ? new[] { _suspendBudget.Name, mebibytes.ToString(CultureInfo.InvariantCulture) } : [],
            .. (parsed.GetValue(_tenants) ?? []).SelectMany(t => new[] { "--tenant", t }),
        ];
    }
}
