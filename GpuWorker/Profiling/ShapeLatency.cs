using Shepherd.Core.Profiles;

namespace Shepherd.GpuWorker.Profiling;

/// <summary>
/// l(b) of every shape bucket from the few that were measured: between two by a line over the elements of an item, above the largest in proportion to them, below the smallest its time.
/// Elements stand for work, which is right for convolutions and too little for what grows faster; what runs corrects it.
/// </summary>
internal sealed class ShapeLatency : ILatencyModel
{
    /// <summary>Shape buckets to begin with; more make the table grow.</summary>
    private const int PlacesMin = 16;

    private readonly long[] _elements;
    private readonly TableLatency _measured;
    private readonly int[] _efficient;
    private readonly Dictionary<int, double> _believed = [];
    private ShapePlace[] _places = new ShapePlace[PlacesMin];
    private int _count;

    /// <param name="profiles">At least one.</param>
    public ShapeLatency(IReadOnlyList<ShapeProfile> profiles)
    {
        var ascending = profiles.OrderBy(profile => profile.Elements).DistinctBy(profile => profile.Elements).ToList();
        _elements = [.. ascending.Select(profile => profile.Elements)];
        _measured = new TableLatency([.. ascending.Select(profile => profile.Points)]);
        _efficient = [.. ascending.Select(Profiling.EfficientBatch.Of)];
    }

    /// <summary>Numbers the next shape bucket. By one thread; others may ask about it once they were told of it.</summary>
    public void Add(long elements)
    {
        if (_count == _places.Length)
        {
            var larger = new ShapePlace[2 * _count];
            _places.CopyTo(larger, 0);
            larger[_count++] = Find(elements);
            Volatile.Write(ref _places, larger);
            return;
        }

        _places[_count++] = Find(elements);
    }

    /// <inheritdoc/>
    public long EstimateNs(int bucket, int batch)
    {
        var place = PlaceOf(bucket);
        var weighted = (place.LowerShare * _measured.EstimateNs(place.Lower, batch)) + (place.UpperShare * _measured.EstimateNs(place.Upper, batch));
        return (long)Math.Clamp(weighted * _believed.GetValueOrDefault(bucket, 1), 1, LatencyLimits.MaxNs);
    }

    /// <summary>
    /// A request was given up although its bucket never ran. What is believed of the bucket is halved, so that requests that must be answered sooner than that are tried before long. By the
    /// thread that asks for estimates, and only until the bucket has run.
    /// </summary>
    public void Doubt(int bucket) => _believed[bucket] = _believed.GetValueOrDefault(bucket, 1) / 2;

    /// <inheritdoc/>
    public long FastestNs(int bucket) => EstimateNs(bucket, 1);

    /// <summary>Of the nearer of the two measured shapes beside it.</summary>
    public int EfficientBatch(int bucket) => PlaceOf(bucket) is var place && place.UpperShare > place.LowerShare ? _efficient[place.Upper] : _efficient[place.Lower];

    private ShapePlace PlaceOf(int bucket)
    {
        var places = Volatile.Read(ref _places);
        // A queue of a version that left may still be asked about; nothing waits there.
        return bucket < places.Length ? places[bucket] : new ShapePlace(0, 1, 0, 0);
    }

    private ShapePlace Find(long elements)
    {
        var next = Array.FindIndex(_elements, measured => measured >= elements);
        if (next < 0)
            return new ShapePlace(_elements.Length - 1, (double)elements / _elements[^1], 0, 0);
        if (next == 0)
            return new ShapePlace(0, 1, 0, 0);
        var share = (double)(elements - _elements[next - 1]) / (_elements[next] - _elements[next - 1]);
        return new ShapePlace(next - 1, 1 - share, next, share);
    }
}
