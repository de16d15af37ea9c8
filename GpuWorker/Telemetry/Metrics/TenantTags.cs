using Shepherd.Core.Tenants;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Telemetry.Metrics;

/// <summary>The label sets of the configured tenants. Names that a worker does not know come from outside and have none.</summary>
internal sealed class TenantTags(IReadOnlyList<Tenant> tenants)
{
    /// <summary>By tenant, then outcome.</summary>
    private readonly KeyValuePair<string, object?>[][][] _tags =
    [
        .. tenants.Take(BoundedTags<object>.NamesMax).Select(t => (KeyValuePair<string, object?>[][])
            [.. Enum.GetValues<Outcome>().Select(o => (KeyValuePair<string, object?>[])[new(MetricNames.Tenant, t.Name), new(MetricNames.Outcome, o.WireName())])]),
    ];

    /// <summary>Null for a request that is accounted to nobody, or to a tenant past the limit of series.</summary>
    public KeyValuePair<string, object?>[]? Of(int tenant, Outcome outcome) => tenant >= 0 && tenant < _tags.Length ? _tags[tenant][(int)outcome] : null;
}
