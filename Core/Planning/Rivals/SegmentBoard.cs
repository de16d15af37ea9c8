namespace Shepherd.Core.Planning.Rivals;

/// <summary>Devices with their slices.</summary>
internal sealed class SegmentBoard
{
    private readonly IReadOnlyList<int> _pools;
    private readonly List<Segment>[] _on;
    private readonly int[] _slices;
    private readonly int[] _memory;
    private readonly int[,] _firstOfSize;

    public SegmentBoard(IReadOnlyList<int> pools)
    {
        _pools = pools;
        _on = [.. pools.Select(_ => new List<Segment>())];
        _slices = [.. pools.Select(_ => Segment.SlicesPerDevice)];
        _memory = [.. pools.Select(_ => Segment.MemoryPerDevice)];
        _firstOfSize = new int[pools.Count == 0 ? 0 : pools.Max() + 1, Segment.SlicesPerDevice + 1];
    }

    public IReadOnlyList<Segment> On(int device) => _on[device];

    public int FreeSlices(int device) => _slices[device];

    /// <summary>The first device of the segment's pool with room for it.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="except">A device that is left out, or −1.</param>
    /// <param name="onlyOpen">Whether empty devices are left out, too.</param>
    public int? FirstFit(Segment segment, int except = -1, bool onlyOpen = false)
    {
        // While segments only come, no device before the last that fitted this size will fit it again.
        ref var first = ref _firstOfSize[segment.Pool, segment.Slices];
        for (var device = first; device < _pools.Count; device++)
        {
            if (_pools[device] != segment.Pool || _slices[device] < segment.Slices || _memory[device] < segment.Memory)
            {
                if (device == first)
                    first++;
                continue;
            }

            if (device != except && (!onlyOpen || _on[device].Count > 0))
                return device;
        }

        return null;
    }

    public void Add(int device, Segment segment)
    {
        _on[device].Add(segment);
        (_slices[device], _memory[device]) = (_slices[device] - segment.Slices, _memory[device] - segment.Memory);
    }

    public void Remove(int device, Segment segment)
    {
        _on[device].Remove(segment);
        (_slices[device], _memory[device]) = (_slices[device] + segment.Slices, _memory[device] + segment.Memory);
        for (var size = 0; size <= Segment.SlicesPerDevice; size++)
            _firstOfSize[_pools[device], size] = Math.Min(_firstOfSize[_pools[device], size], device);
    }
}
