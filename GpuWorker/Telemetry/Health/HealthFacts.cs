using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Telemetry.Health;

/// <summary>What health is judged by. Ages are null where the thing never happened.</summary>
/// <param name="Worker">State that the worker gives itself.</param>
/// <param name="Epoch">Newest plan that it follows in full; the default before the first.</param>
/// <param name="Owned">Partitions that it holds.</param>
/// <param name="WarmModels">Names of the models that are warm.</param>
/// <param name="Refused">What cannot be served.</param>
/// <param name="PollAge">Since Kafka was asked for records last.</param>
/// <param name="BrokerAge">Since the broker acknowledged something last.</param>
/// <param name="StepAge">Since the driver's last step.</param>
/// <param name="DecisionAge">Since its last decision.</param>
/// <param name="OldestSlack">Time to the deadline of the oldest request without an outcome; null where nothing waits.</param>
/// <param name="InFlight">Requests taken and not answered.</param>
internal sealed record HealthFacts(
    WorkerState Worker,
    Epoch Epoch,
    IReadOnlyList<OwnedPartitions> Owned,
    IReadOnlyList<string> WarmModels,
    IReadOnlyList<RefusedVersion> Refused,
    TimeSpan? PollAge,
    TimeSpan? BrokerAge,
    TimeSpan? StepAge,
    TimeSpan? DecisionAge,
    TimeSpan? OldestSlack,
    int InFlight)
{
    /// <summary>Its lease has run out.</summary>
    public bool IsFenced { get; init; }

    /// <summary>Models that fail whatever they are given, in words.</summary>
    public IReadOnlyList<string> Broken { get; init; } = [];
}
