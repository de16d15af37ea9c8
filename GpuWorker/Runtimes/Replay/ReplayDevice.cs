using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes.Replay;

/// <summary>
/// What runs at once on the lanes of one device slows each other down: a batch takes <c>1 + sensitivity · Σ pressure of the others</c> times as long. That is the contention term of iGniter's law (Xu et al., TPDS 2023),
/// κ times the others' use of the L2 cache; its terms of kernel scheduling and of power are left out. Safe for any thread.
/// </summary>
internal sealed class ReplayDevice
{
    private readonly Lock _lock = new();
    private readonly List<Place> _running = [];

    /// <summary>A batch begins to run; it has left when what this returns is disposed.</summary>
    /// <param name="contention">What it does to others, and they to it.</param>
    /// <param name="changed">Told when its neighbours change; must be quick, and may not enter or leave.</param>
    public Place Enter(ContentionConfig contention, Action changed)
    {
        var place = new Place(this, contention, changed);
        lock (_lock)
        {
            Tell();
            _running.Add(place);
        }

        return place;
    }

    private void Leave(Place place)
    {
        lock (_lock)
        {
            _running.Remove(place);
            Tell();
        }
    }

    private double SlowdownOf(Place place)
    {
        lock (_lock)
        {
            var pressure = 0.0;
            foreach (var other in _running)
                pressure += ReferenceEquals(other, place) ? 0 : other.Contention.Pressure;
            return 1 + (place.Contention.Sensitivity * pressure);
        }
    }

    private void Tell()
    {
        foreach (var place in _running)
            place.Changed();
    }

    /// <summary>A batch that runs on the device.</summary>
    internal sealed class Place(ReplayDevice device, ContentionConfig contention, Action changed) : IDisposable
    {
        public ContentionConfig Contention => contention;

        public Action Changed => changed;

        /// <summary>How many times as long it takes, as long as its neighbours stay the same; at least 1.</summary>
        public double Slowdown => device.SlowdownOf(this);

        public void Dispose() => device.Leave(this);
    }
}
