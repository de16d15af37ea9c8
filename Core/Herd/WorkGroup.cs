namespace Shepherd.Core.Herd;

/// <summary>A serving group while its devices and streams are still being chosen.</summary>
internal sealed class WorkGroup(HerdModel model, int affinitySet, int devices)
{
    private readonly Dictionary<int, int> _streamsOfModel = [];
    private readonly List<int> _models = [];
    private long _weightBytes;

    public int AffinitySet => affinitySet;

    public int Devices { get; set; } = devices;

    /// <summary>Σ n_i of its streams.</summary>
    public double Demand { get; private set; }

    public List<int> Streams { get; } = [];

    public double Load => Demand / Devices;

    public bool Has(int resident) => _streamsOfModel.ContainsKey(resident);

    public bool Fits(int stream)
    {
        var resident = model.Streams[stream].Model;
        return Has(resident) || _weightBytes + model.Models[resident].WeightBytes + Math.Max(WorkBytes(), model.Models[resident].WorkBytes) <= model.MemoryBytes;
    }

    /// <summary>Whether its memory holds one stream in the place of another.</summary>
    public bool FitsInstead(int stream, int gone)
    {
        var (resident, leaving) = (model.Streams[stream].Model, model.Streams[gone].Model);
        if (Has(resident))
            return true;
        if (_streamsOfModel[leaving] > 1)
            leaving = -1;
        var weightBytes = _weightBytes + model.Models[resident].WeightBytes - (leaving < 0 ? 0 : model.Models[leaving].WeightBytes);
        return weightBytes <= model.MemoryBytes && weightBytes + Math.Max(WorkBytes(leaving), model.Models[resident].WorkBytes) <= model.MemoryBytes;
    }

    public void Add(int stream)
    {
        var resident = model.Streams[stream].Model;
        if (_streamsOfModel.TryGetValue(resident, out var count))
        {
            _streamsOfModel[resident] = count + 1;
        }
        else
        {
            _streamsOfModel.Add(resident, 1);
            _models.Add(resident);
            _weightBytes += model.Models[resident].WeightBytes;
        }

        Streams.Add(stream);
        Demand += model.Streams[stream].Devices;
    }

    public void Remove(int stream)
    {
        var resident = model.Streams[stream].Model;
        if (--_streamsOfModel[resident] == 0)
        {
            _streamsOfModel.Remove(resident);
            _models.Remove(resident);
            _weightBytes -= model.Models[resident].WeightBytes;
        }

        Streams.Remove(stream);
        // Summed anew: what subtraction rounds would stay for ever.
        Demand = 0;
        foreach (var left in Streams)
            Demand += model.Streams[left].Devices;
    }

    public HerdGroup Done() => new(Devices, [.. Streams.Order()]);

    private long WorkBytes(int but = -1)
    {
        var most = 0L;
        foreach (var resident in _models)
            most = resident == but ? most : Math.Max(most, model.Models[resident].WorkBytes);
        return most;
    }
}
