using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Operations.Facts;

/// <summary>Looks at the cluster: Kafka in production, given facts in tests.</summary>
internal interface IClusterFacts
{
    /// <summary>Everything as it is known now.</summary>
    Task<ClusterFacts> LookAsync(CancellationToken cancellationToken);

    /// <summary>The last plans of the plan topic, those from before the start included as far as the topic still holds them.</summary>
    PlanHistory History { get; }

    /// <summary>Completes when a plan is in force that wishes what <paramref name="directives"/> wish.</summary>
    Task<PlanRecord> WaitForPlanAsync(IReadOnlyList<Directive> directives, CancellationToken cancellationToken);
}
