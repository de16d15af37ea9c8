namespace Shepherd.Core.Nexus;

/// <summary>Sends a session's requests to its devices by deficit round robin, in proportion to the planned rates: a device with a quantum of at least one request takes the next.</summary>
internal sealed class NexusRoute
{
    private const double Rounding = 1e-6;

    private readonly List<int> _devices = [];
    private readonly List<double> _weights = [];
    private readonly List<double> _quanta = [];
    private double _leastWeight;
    private int _turn;

    public IReadOnlyList<int> Devices => _devices;

    public void Clear()
    {
        _devices.Clear();
        _weights.Clear();
        _quanta.Clear();
        (_leastWeight, _turn) = (0, 0);
    }

    /// <summary>Adds a device.</summary>
    /// <param name="device">Number of the device.</param>
    /// <param name="weight">Positive.</param>
    public void Add(int device, double weight)
    {
        _leastWeight = _devices.Count == 0 ? weight : Math.Min(_leastWeight, weight);
        _devices.Add(device);
        _weights.Add(weight);
        _quanta.Add(0);
    }

    /// <summary>The device for the next request. Each round adds at least one request's quantum to each device, so that a second one always ends.</summary>
    public int Next()
    {
        while (_quanta[_turn] < 1 - Rounding)
        {
            _turn = (_turn + 1) % _devices.Count;
            _quanta[_turn] += _weights[_turn] / _leastWeight;
        }

        _quanta[_turn]--;
        return _devices[_turn];
    }
}
