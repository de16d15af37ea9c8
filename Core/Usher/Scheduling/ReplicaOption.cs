using Shepherd.Core.Planning.Replicas;

namespace Shepherd.Core.Usher.Scheduling;

/// <summary>A configuration of one unit: a batch size on a type of device, and a replication degree. Zero replicas: it is left out.</summary>
/// <param name="Point">How each replica runs.</param>
/// <param name="Replicas">How many are wanted.</param>
/// <param name="CapacityRps">What each answers in time.</param>
internal sealed record ReplicaOption(RunPoint Point, int Replicas, double CapacityRps)
{
    /// <summary>Leaves a unit out, for the sake of others.</summary>
    public static ReplicaOption None { get; } = new(default, 0, 0);

    /// <summary>Compute of all replicas, in devices.</summary>
    public double ComputeDevices => (double)Replicas * Point.ComputePpm / RunPoint.WholePpm;

    /// <summary>Memory of all replicas, in devices.</summary>
    public double MemoryDevices => (double)Replicas * Point.MemoryPpm / RunPoint.WholePpm;

    /// <summary>What all replicas take of devices: the wider of the two.</summary>
    public double WidestDevices => (double)Replicas * Point.WidestPpm / RunPoint.WholePpm;

    /// <summary>Requests per second of a number of replicas, as far as they are wanted.</summary>
    public double WorthRps(int replicas, double planRps) => Math.Min(planRps, replicas * CapacityRps);
}
