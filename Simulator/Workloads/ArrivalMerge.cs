using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads;

/// <summary>Several arrival processes as one ascending sequence, drawn as it is read: one instant per process is held, however long the sequence.</summary>
internal static class ArrivalMerge
{
    /// <summary>Odd and unlike the generator's own increment, so that neighbouring seeds and processes share no numbers.</summary>
    private const ulong SeedStride = 0xD1342543DE82EF95;

    /// <summary>Each process draws from a generator of its own, so that adding one leaves the others' arrivals as they were. Ties go to the lower index.</summary>
    public static IEnumerable<(long AtNs, int Index)> Draw(IReadOnlyList<IArrivalProcess> processes, ulong seed, long durationNs)
    {
        var sources = new IEnumerator<long>[processes.Count];
        var heads = new PriorityQueue<int, (long AtNs, int Index)>(processes.Count);
        try
        {
            for (var i = 0; i < sources.Length; i++)
            {
                sources[i] = processes[i].Draw(new SeededRandom(seed + ((ulong)i * SeedStride)), durationNs).GetEnumerator();
                if (sources[i].MoveNext())
                    heads.Enqueue(i, (sources[i].Current, i));
            }

            while (heads.TryPeek(out var index, out var head))
            {
                yield return (head.AtNs, index);
                if (sources[index].MoveNext())
                    heads.DequeueEnqueue(index, (sources[index].Current, index));
                else
                    heads.Dequeue();
            }
        }
        finally
        {
            foreach (var source in sources)
                source?.Dispose();
        }
    }
}
