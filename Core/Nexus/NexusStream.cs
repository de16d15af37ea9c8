using Shepherd.Core.Policies;

namespace Shepherd.Core.Nexus;

/// <summary>The arrivals of one model and shape bucket: their rate, and the devices they go to.</summary>
internal sealed class NexusStream(int model, int bucket, StreamMeter meter)
{
    public int Model => model;

    public int Bucket => bucket;

    public StreamMeter Meter => meter;

    public NexusRoute Route { get; } = new();

    /// <summary>Target batch on each device; 0 where it is not served.</summary>
    public int[] Batches { get; private set; } = [];

    /// <summary>The rate that the plan in force was made for; 0 before the first.</summary>
    public double PlannedPerS { get; set; }

    public bool IsOn(int device) => device < Batches.Length && Batches[device] > 0;

    public void Clear(int devices)
    {
        Route.Clear();
        Batches = new int[devices];
    }

    public void Add(int device, NexusShare share)
    {
        Batches[device] = share.Batch;
        Route.Add(device, share.RatePerNs);
    }

    /// <summary>Without a plan every open device serves it, in the batches of a saturated one.</summary>
    public void SpreadEvenly(GroupState group, long sloNs)
    {
        Clear(group.Plan.Lanes);
        var served = group.Plan.Models[model];
        var session = new NexusSession(served.Latency, bucket, served.MaxBatchOf(bucket), sloNs, 0);
        for (var device = 0; device < Batches.Length; device++)
        {
            if (!group.Lanes[device].IsClosed)
                Add(device, new NexusShare(0, 1, session.SaturatedBatch));
        }
    }
}
