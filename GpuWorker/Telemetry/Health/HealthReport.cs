using System.Globalization;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Telemetry.Health;

/// <summary>A worker's health, and why.</summary>
/// <param name="State">What it is good for.</param>
/// <param name="IsLive">False where only a restart helps.</param>
/// <param name="Reasons">In words; empty where all is well.</param>
internal sealed record HealthReport(HealthState State, bool IsLive, IReadOnlyList<string> Reasons)
{
    /// <summary>The heartbeat's time to live: a broker that acknowledged nothing for so long has others take this worker for dead.</summary>
    public static readonly TimeSpan BrokerAgeMax = TimeSpan.FromSeconds(3);

    /// <summary>The intake polls every 20 ms; where it reads committed offsets, that may take 10 s.</summary>
    public static readonly TimeSpan PollAgeMax = TimeSpan.FromSeconds(15);

    /// <summary>The driver looks up at least once a second.</summary>
    public static readonly TimeSpan StepAgeMax = TimeSpan.FromSeconds(5);

    /// <summary>A loop that stood still for so long will not go on by itself.</summary>
    public static readonly TimeSpan StuckAge = TimeSpan.FromSeconds(60);

    public bool IsReady => State == HealthState.Ready;

    public static HealthReport Of(HealthFacts facts)
    {
        var faults = FindFaults(facts);
        var isLive = facts.Worker != WorkerState.Ready || (!(facts.StepAge > StuckAge) && !(facts.PollAge > StuckAge));
        return facts.Worker switch
        {
            WorkerState.Draining => new HealthReport(HealthState.Draining, isLive, [$"it takes nothing more; requests to answer: {facts.InFlight}", .. faults]),
            WorkerState.Stopped => new HealthReport(HealthState.Stopped, isLive, ["it has said goodbye"]),
            WorkerState.Ready when facts.Epoch == default => new HealthReport(HealthState.Starting, isLive, ["it waits for a plan: is a planner running?", .. faults]),
            WorkerState.Ready when faults.Count > 0 => new HealthReport(HealthState.Degraded, isLive, faults),
            WorkerState.Ready => new HealthReport(HealthState.Ready, isLive, Remarks(facts)),
            _ => new HealthReport(HealthState.Starting, isLive, ["it connects, loads and warms its models"]),
        };
    }

    private static List<string> FindFaults(HealthFacts facts)
    {
        var faults = new List<string>();
        if (!(facts.BrokerAge <= BrokerAgeMax))
            faults.Add($"Kafka has acknowledged nothing {For(facts.BrokerAge)}: is it reachable?");
        if (facts.IsFenced)
            faults.Add("its lease ran out: it takes, publishes and commits nothing until a heartbeat is acknowledged and the plans are read");
        // While it drains nothing is polled.
        if (facts.Worker == WorkerState.Ready && !(facts.PollAge <= PollAgeMax))
            faults.Add($"Kafka was not polled {For(facts.PollAge)}: the intake waits for something");
        if (!(facts.StepAge <= StepAgeMax))
            faults.Add($"the driver made no step {For(facts.StepAge)}");
        if (facts.WarmModels.Count == 0)
            faults.Add("no model is warm");
        faults.AddRange(facts.Broken);
        return faults;
    }

    /// <summary>What an operator may want to know of a worker that is ready all the same.</summary>
    private static List<string> Remarks(HealthFacts facts)
    {
        var remarks = new List<string>();
        if (facts.Owned.Count == 0)
            remarks.Add("the plan gives it no partition: it is a spare");
        remarks.AddRange(facts.Refused.Select(r => r.ToString()));
        return remarks;
    }

    private static string For(TimeSpan? age) => age is { } known ? string.Create(CultureInfo.InvariantCulture, $"for {known.TotalSeconds:0.0} s") : "yet";
}
