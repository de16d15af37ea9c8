namespace Shepherd.Core.Policies;

/// <summary>What a policy knows of a request. The driver derives its own type from it and finds its payload again by that.</summary>
public class ScheduledRequest
{
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

    /// <summary>Tier 0–3, 0 the most urgent.</summary>
    public int Priority { get; init; }

    /// <summary>How often it was dispatched so far.</summary>
    public int Attempts { get; set; }
}
