using Shepherd.Core.HandOver;
using Shepherd.Core.Policies;
using Shepherd.Core.Tenants;
using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Hosting;
using Shepherd.Schemas.Kafka;

namespace Shepherd.GpuWorker;

/// <summary>How a worker runs.</summary>
public sealed record WorkerOptions
{
    /// <summary>More than any worker answers while their producers wait: beyond, it is a typing error.</summary>
    public const int InFlightRecordsCeiling = 1_000_000;

    /// <summary>Shorter ones run out whenever a leader moves or a machine is busy.</summary>
    public static readonly TimeSpan LeaseTtlMin = TimeSpan.FromSeconds(1);

    /// <summary>Nobody serves a silent worker's requests for so long.</summary>
    public static readonly TimeSpan LeaseTtlMax = TimeSpan.FromMinutes(10);

    /// <summary>Two in the half of the lease that heartbeats have: one may be lost.</summary>
    private const int HeartbeatsPerLease = 4;

    // Timers take no longer waits (49 days).
    private static readonly TimeSpan WaitMax = TimeSpan.FromDays(1);

    /// <summary>Where Kafka is.</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>Root of the model repository: <c>model/version/config.yaml</c>.</summary>
    public required string Models { get; init; }

    /// <summary>Name, unique in the cluster: plans and results carry it. Default: machine name and process id.</summary>
    public string Name { get; init; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Devices of this worker: <c>cpu:0</c>. Default: one CPU slot.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu:0"];

    /// <summary>Lanes of a device, at most: more shares than there are processors in a socket.</summary>
    public const int LanesPerDeviceCeiling = 64;

    /// <summary>Lanes that each device is divided into, equal shares of its compute that run a batch each; more than one on a CPU only. Default 1.</summary>
    public int LanesPerDevice { get; init; } = 1;

    /// <summary>CPU threads per lane. Default null: half of the cores for one lane, an equal share of all of them for several; at least 1.</summary>
    public int? Threads { get; init; }

    /// <summary>Each lane's threads stay on processors of their own. Default: they run where the system puts them.</summary>
    public bool PinsCores { get; init; }

    /// <summary>How it schedules, by name; <see cref="PolicyCatalog.Names"/> are all. Default <see cref="PolicyCatalog.Default"/>.</summary>
    public string Policy { get; init; } = PolicyCatalog.Default;

    /// <summary>How running batches are stopped, at most: what the models cannot do is not done. Default null: as the policy was published (<see cref="PolicyCatalog.Published"/>).</summary>
    public PreemptionKind? Preemption { get; init; }

    /// <summary>Bytes of state that suspended batches may keep on each device; past it they start anew. Default 256 MiB: fifteen pages of 640 x 640 in text detection, whose state is the largest of the models here.</summary>
    public long SuspendBudgetBytes { get; init; } = 256L << 20;

    /// <summary>Those whose requests are accounted together, by the header <c>shepherd-tenant</c>; others are accounted to nobody. Quotas hold per worker. Default none.</summary>
    public IReadOnlyList<Tenant> Tenants { get; init; } = [];

    /// <summary>How long a queue of which nothing is served waits until it counts one priority up; see <see cref="ServingPlan.AgeingNs"/>. Default a second.</summary>
    public long AgeingNs { get; init; } = ServingPlan.AgeingNsDefault;

    /// <summary>Requests taken from Kafka and not yet answered, at most; past it the partitions are paused. Default 1024: many batches, a second or two of work.</summary>
    public int InFlightRecordsMax { get; init; } = 1024;

    /// <summary>Bytes of those, at most. Default 256 MiB.</summary>
    public long InFlightBytesMax { get; init; } = 256L << 20;

    /// <summary>The same for single model groups, by name: past it only the group's partitions are paused. Default none.</summary>
    public IReadOnlyDictionary<string, InFlightLimit> GroupLimits { get; init; } = new Dictionary<string, InFlightLimit>();

    /// <summary>A longer request value is INVALID. Default 16 MiB, past any broker's usual record limit.</summary>
    public int RequestBytesMax { get; init; } = 16 << 20;

    /// <summary>How often a heartbeat goes out. Default 500 ms.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it may publish and commit after a heartbeat that was acknowledged, counted from its sending; not longer than the planner's <c>--worker-ttl</c>. Default 3 s.</summary>
    public TimeSpan LeaseTtl { get; init; } = TimeSpan.FromTicks(WorkerLease.TtlNsDefault / TimeSpan.NanosecondsPerTick);

    /// <summary>How often offsets are committed. Default 100 ms.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Memory of each device that models may take, bytes; past it a model is loaded only where the plan needs it, and others leave for it. Default null: without a limit.</summary>
    public long? MemoryBudgetBytes { get; init; }

    /// <summary>How often the model repository is looked at for changes; zero for never. Default 1 s: a look costs a few microseconds a file, and a mount that is far away some milliseconds.</summary>
    public TimeSpan RepositoryPollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a version's files must have stood still before they are taken. Default 2 s: a copy that stalls for longer is taken as it is, refused, and taken again when it goes on.</summary>
    public TimeSpan RepositorySettleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stopping worker may take to answer what it has. Default 25 s, within the usual 30 s of SIGTERM to SIGKILL.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>File that a benchmark wants: what the lanes did, written when the worker ends. Default null: none.</summary>
    public string? RecordFile { get; init; }

    /// <summary>How long to wait for a broker at the start. Default 60 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How it is reached by the other workers of its serving group. Default: not at all.</summary>
    public Peers.PeersOptions Peers { get; init; } = new();

    /// <summary>Where metrics and health are served over HTTP, <c>host:port</c>; port 0 for any free one. Default null: nowhere.</summary>
    public string? Http { get; init; }

    /// <summary>What goes to the decision log. Default <see cref="DecisionLogging.Sampled"/>.</summary>
    public DecisionLogging Decisions { get; init; }

    internal int ThreadsPerLane => Threads ?? Math.Max(1, Environment.ProcessorCount / Math.Max(2, Devices.Count * LanesPerDevice));

    internal IReadOnlyList<LaneOptions> Lanes => LaneShares.Of(Devices, LanesPerDevice, ThreadsPerLane, PinsCores ? CoreAffinity.Available() : null);

    /// <summary>Of each lane: the device's budget is shared.</summary>
    internal long SuspendBudgetPerLaneBytes => SuspendBudgetBytes / LanesPerDevice;

    internal PreemptionKind PreemptionOrPublished => Preemption ?? PolicyCatalog.Published(Policy);

    /// <summary>How long the client may keep a result before it leaves: half of the lease. The other half is for heartbeats to be acknowledged in.</summary>
    internal TimeSpan SendTimeout => LeaseTtl / 2;

    /// <summary>Says what is wrong, or null.</summary>
    public string? FindFault()
    {
        if (string.IsNullOrWhiteSpace(Name))
            return "a worker needs a name, unique in the cluster";
        if (Devices.Count == 0)
            return "a worker needs at least one device, for example cpu:0";
        if (Devices.FirstOrDefault(d => !DeviceName.TryParse(d, out _, out _)) is { } device)
            return $"device '{device}' is not of the form kind:number, for example cpu:0 or cuda:1";
        if (Devices.GroupBy(d => d, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } again)
            return $"device '{again.Key}' is given more than once; --lanes divides a device";
        if (LaneShares.FindFault(this) is { } lanes)
            return lanes;
        if (PolicyCatalog.FindFault(Policy) is { } policy)
            return $"policy '{Policy}': {policy}";
        if (SuspendBudgetBytes < 0)
            return $"budget of suspended state: {SuspendBudgetBytes} bytes is negative";
        if (MemoryBudgetBytes < 1)
            return $"memory budget of a device: {MemoryBudgetBytes} bytes is not positive";
        if (RepositoryPollInterval < TimeSpan.Zero || RepositorySettleTime < TimeSpan.Zero || Max(RepositoryPollInterval, RepositorySettleTime) > WaitMax)
            return $"times of the model repository must not be negative, and are at most {WaitMax.TotalHours} h";
        if (Tenants.Select(t => t.FindFault()).FirstOrDefault(f => f is not null) is { } tenant)
            return tenant;
        if (Tenants.GroupBy(t => t.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return $"tenant '{twice.Key}' is given more than once";
        if (AgeingNs < 1)
            return $"ageing: {AgeingNs} ns is not positive";
        if (InFlightRecordsMax < 1 || InFlightBytesMax < 1 || RequestBytesMax < 1)
            return "in-flight and request limits must be positive";
        if (InFlightRecordsMax > InFlightRecordsCeiling)
            return $"requests in flight: {InFlightRecordsMax} is more than {InFlightRecordsCeiling}";
        if (GroupLimits.Select(g => g.Value.FindFault($"limit of model group '{g.Key}'")).FirstOrDefault(f => f is not null) is { } group)
            return group;
        if (HeartbeatInterval <= TimeSpan.Zero || CommitInterval <= TimeSpan.Zero)
            return "heartbeat and commit intervals must be positive";
        if (LeaseTtl < LeaseTtlMin || LeaseTtl > LeaseTtlMax)
            return $"lease: {LeaseTtl.TotalSeconds:0.###} s is not between {LeaseTtlMin.TotalSeconds:0.###} s and {LeaseTtlMax.TotalSeconds:0} s";
        if (HeartbeatInterval * HeartbeatsPerLease > LeaseTtl)
            return $"lease: {LeaseTtl.TotalSeconds:0.###} s is too short for heartbeats every {HeartbeatInterval.TotalMilliseconds:0} ms: it takes at least {HeartbeatsPerLease} of them";
        if (DrainTimeout < TimeSpan.Zero || ConnectTimeout < TimeSpan.Zero || Max(HeartbeatInterval, CommitInterval, DrainTimeout, ConnectTimeout) > WaitMax)
            return $"intervals and timeouts must not be negative, and are at most {WaitMax.TotalHours} h";
        if (Http is { } http && HttpAddress.FindFault(http) is { } address)
            return address;
        return Peers.FindFault() ?? Kafka.FindFault();
    }

    private static TimeSpan Max(params ReadOnlySpan<TimeSpan> spans)
    {
        var max = TimeSpan.Zero;
        foreach (var span in spans)
            max = span > max ? span : max;
        return max;
    }
}
