namespace Shepherd.GpuWorker.Driving;

/// <summary>The lanes of a driver by number: its own, which stay, and others that come and go. A number is used again once its lane is gone. In the driver's steps only.</summary>
internal sealed class LaneRoster
{
    private readonly List<ILane?> _lanes;
    private readonly SortedSet<int> _closed = [];

    /// <param name="own">Numbered from 0.</param>
    public LaneRoster(IEnumerable<ILane> own) => _lanes = [.. own];

    /// <summary>Numbers in use, closed ones included.</summary>
    public int Count => _lanes.Count;

    /// <summary>Numbers whose lane takes no batch, or that have none, ascending.</summary>
    public int[] Closed => [.. _closed];

    public ILane this[int number] => _lanes[number] ?? throw new InvalidOperationException($"lane {number} is gone");

    public bool IsClosed(int number) => _closed.Contains(number);

    /// <summary>The number of a lane; -1 of one that is not here.</summary>
    public int NumberOf(ILane lane) => _lanes.FindIndex(l => ReferenceEquals(l, lane));

    /// <summary>Takes a lane in, with the lowest number that is free.</summary>
    public void Join(IJoiningLane lane)
    {
        var number = _lanes.IndexOf(null);
        if (number < 0)
        {
            number = _lanes.Count;
            _lanes.Add(lane);
        }

        _lanes[number] = lane;
        _closed.Remove(number);
        lane.Join(number);
    }

    /// <summary>The lane takes no further batch.</summary>
    public void Close(int number) => _closed.Add(number);

    /// <summary>The lane is gone, and nothing runs on it: its number is free.</summary>
    public void Free(int number)
    {
        _closed.Add(number);
        _lanes[number] = null;
    }
}
