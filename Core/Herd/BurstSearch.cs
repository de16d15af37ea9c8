namespace Shepherd.Core.Herd;

/// <summary>Finds the greatest minimum burst tolerance that a pool's devices and memory allow.</summary>
internal sealed class BurstSearch
{
    private readonly HerdModel _model;
    private readonly List<(int Resident, double Demand)> _residents = [];
    private readonly List<int>[] _streamsOf;
    private int _nodes;

    public BurstSearch(HerdModel model, int nodes)
    {
        (_model, _nodes) = (model, nodes);
        _streamsOf = new List<int>[model.Models.Count];
        for (var i = 0; i < model.Streams.Count; i++)
            (_streamsOf[model.Streams[i].Model] ??= []).Add(i);
        for (var k = 0; k < _streamsOf.Length; k++)
        {
            if (_streamsOf[k] is { } streams)
                _residents.Add((k, streams.Max(i => model.Streams[i].Devices)));
        }
    }

    /// <summary>The greatest minimum found; infinite where no stream has any demand.</summary>
    public double BurstTolerance { get; private set; }

    /// <summary>Whether every tolerance above it was shown to be out of reach.</summary>
    public bool IsProven { get; private set; } = true;

    /// <summary>Searches.</summary>
    /// <returns>False where the models do not fit at all.</returns>
    public bool Run(int halvingsMax, double precision)
    {
        var largest = _residents.Count == 0 ? 0 : _residents.Max(r => r.Demand);
        if (Pack(0) is not { } atLeast)
            return false;
        if (largest <= 0)
            return true;
        BurstTolerance = Reached(atLeast);
        var beyond = _model.GroupDevicesMax / largest;
        if (Pack(beyond) is not null)
        {
            BurstTolerance = beyond;
            return true;
        }

        while (halvingsMax-- > 0 && beyond > BurstTolerance * (1 + precision))
        {
            // The middle of the exponents: rates may differ by many orders of magnitude.
            var middle = Math.Sqrt(beyond) * Math.Sqrt(BurstTolerance);
            if (middle <= BurstTolerance || middle >= beyond)
                break;
            if (Pack(middle) is { } groups)
                BurstTolerance = Math.Max(middle, Reached(groups));
            else
                beyond = middle;
        }

        return true;
    }

    /// <summary>Groups that keep a burst tolerance, each with the devices that it needs for that and all streams of its models; null where they were not found.</summary>
    public List<WorkGroup>? GroupsAt(double burstTolerance)
    {
        if (Pack(burstTolerance) is not { } packed)
            return null;
        var groups = new List<WorkGroup>(packed.Count);
        foreach (var models in packed)
        {
            var group = new WorkGroup(_model, _model.Models[models[0].Model].AffinitySet, models[0].Devices);
            foreach (var stream in models.SelectMany(m => _streamsOf[m.Model]))
                group.Add(stream);
            groups.Add(group);
        }

        return groups;
    }

    private double Reached(List<List<PackedModel>> groups)
    {
        var reached = double.PositiveInfinity;
        var devices = new int[_model.Models.Count];
        foreach (var group in groups)
        {
            foreach (var model in group)
                devices[model.Model] = group[0].Devices;
        }

        foreach (var (resident, demand) in _residents)
            reached = Math.Min(reached, devices[resident] / demand);
        return reached;
    }

    private List<List<PackedModel>>? Pack(double burstTolerance)
    {
        var bySet = new SortedDictionary<int, List<PackedModel>>();
        foreach (var (k, demand) in _residents)
        {
            var resident = _model.Models[k];
            var devices = demand > 0 ? GroupBalancer.DevicesFor(burstTolerance, demand) : 1;
            if (devices > _model.GroupDevicesMax || resident.WeightBytes + resident.WorkBytes > _model.MemoryBytes)
                return null;
            if (!bySet.TryGetValue(resident.AffinitySet, out var models))
                bySet.Add(resident.AffinitySet, models = []);
            models.Add(new PackedModel(k, resident.WeightBytes, resident.WorkBytes, devices));
        }

        // Only where the quick packing does not tell is it worth searching for a better one.
        var none = 0;
        return Pack(bySet, ref none, out var atLeast) is { } quick ? quick
            : atLeast > _model.Devices ? null
            : Search(bySet);
    }

    private List<List<PackedModel>>? Search(SortedDictionary<int, List<PackedModel>> bySet)
    {
        var groups = Pack(bySet, ref _nodes, out var atLeast);
        IsProven &= groups is not null || atLeast > _model.Devices;
        return groups;
    }

    private List<List<PackedModel>>? Pack(SortedDictionary<int, List<PackedModel>> bySet, ref int nodes, out long atLeast)
    {
        var (groups, total) = (new List<List<PackedModel>>(), 0L);
        atLeast = 0;
        foreach (var models in bySet.Values)
        {
            groups.AddRange(GroupPacker.Pack(models, _model.MemoryBytes, ref nodes, out var devices, out var atLeastHere));
            total += devices;
            atLeast += atLeastHere;
        }

        return total <= _model.Devices ? groups : null;
    }
}
