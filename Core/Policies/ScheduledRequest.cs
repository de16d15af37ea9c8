namespace Shepherd.Core.Policies;

/// <summary>What a policy knows of a request. The driver derives its own type from it and finds its payload again by that.</summary>
public class ScheduledRequest
{
    /// <summary>Least urgent tier.</summary>
    public const int PriorityMax = 3;

    /// <summary>Tier of requests that name none: there is room above it and below.</summary>
    public const int DefaultPriority = 1;

    /// <summary>Of requests that are accounted to no tenant of the plan.</summary>
    public const int NoTenant = -1;

    /// <summary>Arrival order in this driver, unique: the last key of every ordering.</summary>
    public required long Sequence { get; init; }

    /// <summary>Index into <see cref="ServingPlan.Models"/>.</summary>
    public required int Model { get; init; }

    /// <summary>Shape bucket within the model, from 0: only requests of one bucket share a batch.</summary>
    public required int Bucket { get; init; }

    /// <summary>When it reached the driver.</summary>
    public required long ArrivalNs { get; init; }

    /// <summary>When its answer stops being worth anything.</summary>
    public required long DeadlineNs { get; init; }

    /// <summary>Tier, 0 (the most urgent) to <see cref="PriorityMax"/>. Default <see cref="DefaultPriority"/>.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>Index into <see cref="ServingPlan.Tenants"/>. Default <see cref="NoTenant"/>.</summary>
    public int Tenant { get; init; } = NoTenant;

    /// <summary>How often it was dispatched so far.</summary>
    public int Attempts { get; set; }

    /// <summary>It came in overload, past its tenant's share: it goes after those of its tier that came within theirs.</summary>
    internal bool IsBeyondShare { get; set; }

    /// <summary>Withdrawn after it was dispatched: it is not queued again.</summary>
    internal bool IsCancelled { get; set; }

    /// <summary>The queue that it was put in last, so that it is found there again.</summary>
    internal DeadlineQueue? Queue { get; set; }
}
