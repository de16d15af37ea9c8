using Shepherd.Hosting;
using Shepherd.Schemas;
using Shepherd.Schemas.Kafka;

namespace Shepherd.Planner;

/// <summary>How a planner runs.</summary>
public sealed record PlannerOptions
{
    /// <summary>Port of the planner's HTTP, where the command line looks for it.</summary>
    public const int DefaultHttpPort = 9470;

    /// <summary>Characters of an access key, at least: shorter ones are tried out in hours.</summary>
    private const int HttpKeyLengthMin = 16;

    /// <summary>Where Kafka is.</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>Name in plans and decisions. Default: <c>planner-</c> and the machine's name.</summary>
    public string Name { get; init; } = $"planner-{Environment.MachineName}";

    /// <summary>A worker silent for this long has lost its partitions. Default 3 s, six missed heartbeats.</summary>
    public TimeSpan WorkerTtl { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A planner that the brokers have not heard for this long leads no more, and another is chosen. Default 6 s, the least that brokers take unless they are told otherwise (group.min.session.timeout.ms).</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How often the planner looks for what only time changes; what happens wakes it. Default 100 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Partitions of a request topic that the planner has to create. Default 16.</summary>
    public int RequestPartitions { get; init; } = TopicNames.RequestPartitions;

    /// <summary>Devices that one worker schedules, at most, its own included; see <c>docs/architecture.md</c>. Default 1: every worker serves alone.</summary>
    public int ServingGroupDevices { get; init; } = 1;

    /// <summary>How targets are chosen: by demand, or spread evenly whatever it is. Default by demand.</summary>
    public TargetMethod Targets { get; init; } = TargetMethod.Demand;

    /// <summary>How often partitions are divided anew by demand; what happens is followed at once. Default 60 s.</summary>
    public TimeSpan PlanPeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a partition stays with its owner before the load may move it again. Default 60 s.</summary>
    public TimeSpan Dwell { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A model group that brings so many times what was forecast, for two seconds, is planned for at once. Default 2.</summary>
    public double BurstFactor { get; init; } = 2;

    /// <summary>How often end offsets of request topics are read. Default 1 s.</summary>
    public TimeSpan DemandInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for a broker at the start. Default 60 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Where status, commands, health and metrics are served, <c>host:port</c>; port 0: any free one. Default null: nowhere.</summary>
    public string? Http { get; init; }

    /// <summary>Key that callers must show as a bearer token, health aside; null: none is asked for, and only this machine may call unless <see cref="HttpOpen"/>.</summary>
    public string? HttpKey { get; init; }

    /// <summary>Serves other machines without a key. Default false.</summary>
    public bool HttpOpen { get; init; }

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (WorkerTtl < TimeSpan.FromSeconds(1))
            return $"worker TTL is {WorkerTtl.TotalSeconds:0.###} s; heartbeats come every 500 ms, so at least 1 s is needed";
        if (SessionTimeout < TimeSpan.FromSeconds(1) || SessionTimeout > TimeSpan.FromMinutes(5))
            return $"session timeout is {SessionTimeout.TotalSeconds:0.###} s; it is 1 s to 300 s";
        if (Interval <= TimeSpan.Zero)
            return "planning interval must be positive";
        if (FindHttpFault() is { } http)
            return http;
        if (ServingGroupDevices < 1)
            return $"devices of a serving group: {ServingGroupDevices} is not at least 1";
        if (PlanPeriod < TimeSpan.FromSeconds(1) || Dwell < TimeSpan.Zero || DemandInterval <= TimeSpan.Zero)
            return $"plan period {PlanPeriod.TotalSeconds:0.###} s, dwell {Dwell.TotalSeconds:0.###} s, demand interval {DemandInterval.TotalSeconds:0.###} s: the period is at least 1 s, the dwell not negative, the interval positive";
        if (!(BurstFactor > 1) || !double.IsFinite(BurstFactor))
            return $"burst factor {BurstFactor}: it must be above 1";
        return RequestPartitions < 1 ? $"request partitions: {RequestPartitions} is not at least 1" : Kafka.FindFault();
    }

    private string? FindHttpFault()
    {
        if (Http is null)
            return null;
        if (HttpAddress.FindFault(Http) is { } fault)
            return fault;
        if (HttpKey is { Length: < HttpKeyLengthMin })
            return $"the access key has {HttpKey.Length} characters, which can be guessed: it takes at least {HttpKeyLengthMin}";
        return HttpKey is null && !HttpOpen && !HttpAddress.IsLoopback(Http)
            ? $"whoever reaches {Http} could command the cluster: give an access key (--http-key-file), bind to this machine only (127.0.0.1:{Http[(Http.LastIndexOf(':') + 1)..]}), or say --http-open where the network keeps others out"
            : null;
    }
}

/// <summary>How the planner chooses who is to own what.</summary>
public enum TargetMethod
{
    /// <summary>Partitions follow the demand.</summary>
    Demand,

    /// <summary>Each model group is spread evenly over the workers that have its models warm.</summary>
    Spread,
}
