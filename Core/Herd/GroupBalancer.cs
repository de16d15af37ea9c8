namespace Shepherd.Core.Herd;

/// <summary>
/// HERD's second stage (ours: the ILP lets "all in one group, the others idle" be as good as any balanced split): at a burst tolerance that every stream keeps, the greatest load of any group is made as small
/// as moves of one stream, swaps of two and moves of one device make it. Each step lowers the load of the most loaded group, or it ends.
/// </summary>
internal sealed class GroupBalancer
{
    /// <summary>How many of the least loaded groups are tried first as the other end of a step: mostly one of them has the memory, and a step costs the same in a cluster of any size.</summary>
    private const int PartnersFirst = 8;

    /// <summary>How many are tried where none of these will do.</summary>
    private const int PartnersMax = 128;

    /// <summary>Streams of a group that are tried in swaps; beyond the largest ones a swap changes little.</summary>
    private const int SwappedStreamsMax = 24;

    /// <summary>A step must lower the load by this part, so that rounding cannot make it go round in circles.</summary>
    private const double Gain = 1e-9;

    private readonly HerdModel _model;
    private readonly double _burstTolerance;
    private readonly List<WorkGroup> _groups;
    private readonly SortedSet<(double Load, int Group)> _byLoad = [];
    private readonly List<SortedSet<(double Load, int Group)>> _bySet = [];

    /// <summary>Takes groups that keep the burst tolerance.</summary>
    public GroupBalancer(HerdModel model, double burstTolerance, List<WorkGroup> groups)
    {
        (_model, _burstTolerance, _groups) = (model, burstTolerance, groups);
        for (var i = 0; i < groups.Count; i++)
            Enter(i);
    }

    /// <summary>Devices that a stream's group must have for a burst tolerance. At least 1; a hair less than the next whole number counts as that number's.</summary>
    public static int DevicesFor(double burstTolerance, double demand) => (int)Math.Clamp(Math.Ceiling((burstTolerance * demand) - (1e-9 * Math.Max(1, burstTolerance * demand))), 1, int.MaxValue);

    /// <summary>Uses all devices of the pool, and balances.</summary>
    /// <param name="divides">Whether groups with much work are divided before devices are handed out, which leaves larger groups, or as devices run out.</param>
    /// <param name="loadEnough">At this load of the most loaded group nothing is moved any more.</param>
    public void Balance(bool divides, double loadEnough = 0)
    {
        if (divides)
            Divide();
        Grow();
        if (Improve(loadEnough))
            Grow();
    }

    private int Spare => _model.Devices - _groups.Sum(g => g.Devices);

    /// <summary>Divides groups with more work than G devices should have when all the pool's are as loaded, into as many as that needs.</summary>
    private void Divide()
    {
        var share = _model.GroupDevicesMax * _model.Streams.Sum(s => s.Devices) / _model.Devices;
        var spare = Spare;
        for (var (i, count) = (0, _groups.Count); i < count && share > 0; i++)
        {
            var parts = (int)Math.Min(spare, Math.Ceiling((_groups[i].Demand / share) - Gain));
            // Where the burst tolerance asks for more devices than there are, fewer groups.
            for (; parts > 1; parts /= 2)
            {
                var divided = GroupDealer.Deal(_model, _burstTolerance, _groups[i], parts);
                var more = divided.Sum(g => g.Devices) - _groups[i].Devices;
                if (more > spare)
                    continue;
                spare -= more;
                Replace(i, divided);
                break;
            }
        }
    }

    /// <summary>Gives each spare device to the group that is then most loaded; one that has G already becomes two, where its streams can be divided.</summary>
    private void Grow()
    {
        var growing = new SortedSet<(double Load, int Group)>(_byLoad);
        for (var spare = Spare; spare > 0 && growing.Count > 0;)
        {
            var (load, worst) = growing.Max;
            growing.Remove((load, worst));
            if (load <= 0)
                return;
            if (_groups[worst].Devices < _model.GroupDevices)
                Resize(worst, _groups[worst].Devices + 1);
            else if (GroupDealer.Split(_model, _burstTolerance, _groups[worst], _groups[worst].Devices + 1) is { } two)
                growing.Add((two[1].Load, Replace(worst, two)));
            else
                continue;
            growing.Add((_groups[worst].Load, worst));
            spare--;
        }
    }

    /// <summary>Puts groups in the place of one; the first takes its number.</summary>
    /// <returns>The last one's number.</returns>
    private int Replace(int index, IReadOnlyList<WorkGroup> by)
    {
        Leave(index);
        _groups[index] = by[0];
        Enter(index);
        foreach (var group in by.Skip(1))
        {
            _groups.Add(group);
            Enter(_groups.Count - 1);
        }

        return _groups.Count - 1;
    }

    private void Resize(int index, int devices)
    {
        Leave(index);
        _groups[index].Devices = devices;
        Enter(index);
    }

    private bool Improve(double loadEnough)
    {
        var improved = false;
        // Every step shortens the most loaded group; in practice some per group are enough.
        for (var steps = 8 * (_groups.Count + 8); steps > 0 && _byLoad.Count > 1 && _byLoad.Max.Load > loadEnough; steps--)
        {
            var worst = _byLoad.Max.Group;
            if (!Step(worst, PartnersFirst) && !Step(worst, PartnersMax))
                break;
            improved = true;
        }

        return improved;
    }

    private bool Step(int worst, int partners) => MoveStream(worst, partners) || MoveDevice(worst, partners) || SwapStreams(worst, partners);

    private bool MoveStream(int worst, int partners)
    {
        var from = _groups[worst];
        var (best, bestTo, bestLoad) = (-1, -1, from.Load * (1 - Gain));
        foreach (var to in Partners(_bySet[from.AffinitySet], worst, partners))
        {
            var target = _groups[to];
            foreach (var stream in from.Streams)
            {
                var demand = _model.Streams[stream].Devices;
                var load = Math.Max((from.Demand - demand) / from.Devices, (target.Demand + demand) / target.Devices);
                if (demand <= 0 || load >= bestLoad || from.Streams.Count == 1 || DevicesFor(_burstTolerance, demand) > target.Devices || !target.Fits(stream))
                    continue;
                (best, bestTo, bestLoad) = (stream, to, load);
            }
        }

        if (best < 0)
            return false;
        Leave(worst);
        Leave(bestTo);
        from.Remove(best);
        _groups[bestTo].Add(best);
        Enter(worst);
        Enter(bestTo);
        return true;
    }

    /// <summary>From a group that does without one; a group that has G already becomes two.</summary>
    private bool MoveDevice(int worst, int partners)
    {
        var to = _groups[worst];
        IReadOnlyList<WorkGroup>? two = null;
        if (to.Devices >= _model.GroupDevices)
        {
            two = GroupDealer.Split(_model, _burstTolerance, to, to.Devices + 1);
            if (two is null)
                return false;
        }

        foreach (var index in Partners(_byLoad, worst, partners))
        {
            var from = _groups[index];
            if (from.Devices == 1 || from.Demand / (from.Devices - 1) >= to.Load * (1 - Gain) || from.Streams.Exists(s => DevicesFor(_burstTolerance, _model.Streams[s].Devices) >= from.Devices))
                continue;
            Resize(index, from.Devices - 1);
            if (two is null)
                Resize(worst, to.Devices + 1);
            else
                Replace(worst, two);
            return true;
        }

        return false;
    }

    private bool SwapStreams(int worst, int partners)
    {
        var from = _groups[worst];
        foreach (var index in Partners(_bySet[from.AffinitySet], worst, partners))
        {
            var to = _groups[index];
            foreach (var stream in Largest(from))
            {
                foreach (var other in Largest(to))
                {
                    var (demand, otherDemand) = (_model.Streams[stream].Devices, _model.Streams[other].Devices);
                    var load = Math.Max((from.Demand - demand + otherDemand) / from.Devices, (to.Demand + demand - otherDemand) / to.Devices);
                    if (load >= from.Load * (1 - Gain) || DevicesFor(_burstTolerance, demand) > to.Devices || DevicesFor(_burstTolerance, otherDemand) > from.Devices
                        || !to.FitsInstead(stream, other) || !from.FitsInstead(other, stream))
                        continue;
                    Swap(worst, index, stream, other);
                    return true;
                }
            }
        }

        return false;
    }

    private void Swap(int one, int two, int streamOfOne, int streamOfTwo)
    {
        Leave(one);
        Leave(two);
        _groups[one].Remove(streamOfOne);
        _groups[two].Remove(streamOfTwo);
        _groups[one].Add(streamOfTwo);
        _groups[two].Add(streamOfOne);
        Enter(one);
        Enter(two);
    }

    private List<int> Largest(WorkGroup group) => [.. group.Streams.OrderByDescending(s => _model.Streams[s].Devices).ThenBy(s => s).Take(SwappedStreamsMax)];

    private static List<int> Partners(SortedSet<(double Load, int Group)> byLoad, int but, int count) => [.. byLoad.Where(g => g.Group != but).Take(count).Select(g => g.Group)];

    private void Enter(int index)
    {
        var group = _groups[index];
        while (_bySet.Count <= group.AffinitySet)
            _bySet.Add([]);
        _byLoad.Add((group.Load, index));
        _bySet[group.AffinitySet].Add((group.Load, index));
    }

    private void Leave(int index)
    {
        _byLoad.Remove((_groups[index].Load, index));
        _bySet[_groups[index].AffinitySet].Remove((_groups[index].Load, index));
    }
}
