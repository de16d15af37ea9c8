using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Bounds;

/// <summary>A batch that could be run in time if it had a device to itself.</summary>
/// <param name="Members">Bit i: request i.</param>
/// <param name="ReadyNs">When its last member arrives.</param>
/// <param name="DueNs">When its first member is due.</param>
/// <param name="DurationNs">How long it runs.</param>
internal readonly record struct TinyBatch(int Members, long ReadyNs, long DueNs, long DurationNs);

/// <summary>So few requests that every set of them can be looked at.</summary>
internal sealed class TinyInstance
{
    public TinyInstance(IReadOnlyList<SimulatedModel> models, IReadOnlyList<RequestWindow> requests, int devices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(devices, 1);
        if (requests.Count > ExactOptimum.RequestsMax)
            throw new ArgumentException($"{requests.Count} requests: the exhaustive search takes at most {ExactOptimum.RequestsMax}", nameof(requests));
        Devices = devices;
        for (var set = 1; set < 1 << requests.Count; set++)
        {
            if (Batch(models, requests, set) is { } batch)
                Batches.Add(batch);
        }

        // Large batches first: good answers early cut the search short.
        Batches.Sort((x, y) => (int.PopCount(y.Members), x.Members).CompareTo((int.PopCount(x.Members), y.Members)));
    }

    public int Devices { get; }

    public List<TinyBatch> Batches { get; } = [];

    private static TinyBatch? Batch(IReadOnlyList<SimulatedModel> models, IReadOnlyList<RequestWindow> requests, int set)
    {
        var model = requests[int.TrailingZeroCount(set)].Model;
        var (readyNs, dueNs) = (0L, long.MaxValue);
        for (var i = 0; i < requests.Count; i++)
        {
            if ((set & (1 << i)) == 0)
                continue;
            if (requests[i].Model != model)
                return null;
            (readyNs, dueNs) = (Math.Max(readyNs, requests[i].ArrivalNs), Math.Min(dueNs, requests[i].DeadlineNs));
        }

        var durationNs = models[model].Latency.EstimateNs(0, int.PopCount(set));
        return int.PopCount(set) > models[model].MaxBatch || readyNs + durationNs > dueNs ? null : new TinyBatch(set, readyNs, dueNs, durationNs);
    }
}
