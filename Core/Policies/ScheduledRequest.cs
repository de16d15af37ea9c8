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

    private long _sequence;
    private int _model;
    private int _bucket;
    private long _arrivalNs;
    private long _deadlineNs;
    private int _priority = DefaultPriority;
    private int _tenant = NoTenant;

    /// <summary>Arrival order in this driver, unique: the last key of every ordering.</summary>
    public required long Sequence { get => _sequence; init => _sequence = value; }

    /// <summary>Index into <see cref="ServingPlan.Models"/>.</summary>
    public required int Model { get => _model; init => _model = value; }

    /// <summary>Shape bucket within the model, from 0: only requests of one bucket share a batch.</summary>
    public required int Bucket { get => _bucket; init => _bucket = value; }

    /// <summary>When it reached the driver.</summary>
    public required long ArrivalNs { get => _arrivalNs; init => _arrivalNs = value; }

    /// <summary>When its answer stops being worth anything.</summary>
    public required long DeadlineNs { get => _deadlineNs; init => _deadlineNs = value; }

    /// <summary>Tier, 0 (the most urgent) to <see cref="PriorityMax"/>. Default <see cref="DefaultPriority"/>.</summary>
    public int Priority { get => _priority; init => _priority = value; }

    /// <summary>Index into <see cref="ServingPlan.Tenants"/>. Default <see cref="NoTenant"/>.</summary>
    public int Tenant { get => _tenant; init => _tenant = value; }

    /// <summary>How often it was dispatched so far.</summary>
    public int Attempts { get; set; }

    /// <summary>It has its outcome, though the batch that it ran in has not ended: whoever drives the policy sets it before <see cref="ISchedulingPolicy.OnPreempted"/>, and the policy queues it no more.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>It came in overload, past its tenant's share: it goes after those of its tier that came within theirs.</summary>
    internal bool IsBeyondShare { get; set; }

    /// <summary>Withdrawn after it was dispatched: it is not queued again.</summary>
    internal bool IsCancelled { get; set; }

    /// <summary>The queue that it was put in last, so that it is found there again.</summary>
    internal DeadlineQueue? Queue { get; set; }

    /// <summary>Becomes a fresh copy of another, so that what is played through beside the real run allocates nothing per request.</summary>
    internal void Become(ScheduledRequest other)
    {
        (_sequence, _model, _bucket, _arrivalNs, _deadlineNs) = (other._sequence, other._model, other._bucket, other._arrivalNs, other._deadlineNs);
        (_priority, _tenant) = (other._priority, other._tenant);
        (Attempts, IsAnswered, IsBeyondShare, IsCancelled, Queue) = (0, false, false, false, null);
    }
}
