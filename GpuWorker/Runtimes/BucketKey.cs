namespace Shepherd.GpuWorker.Runtimes;

/// <summary>The padded shapes that a request runs in; requests of equal keys may share a batch.</summary>
internal readonly struct BucketKey : IEquatable<BucketKey>
{
    private readonly long[] _extents;
    private readonly int _hash;

    /// <param name="extents">Padded extents without the batch axis: inputs in configuration order, one after the other. Ranks are fixed per model, so no separator is needed.</param>
    public BucketKey(long[] extents)
    {
        _extents = extents;
        var hash = new HashCode();
        foreach (var extent in extents)
            hash.Add(extent);
        _hash = hash.ToHashCode();
    }

    public ReadOnlySpan<long> Extents => _extents;

    public static bool operator ==(BucketKey left, BucketKey right) => left.Equals(right);

    public static bool operator !=(BucketKey left, BucketKey right) => !left.Equals(right);

    public bool Equals(BucketKey other) => _hash == other._hash && Extents.SequenceEqual(other.Extents);

    public override bool Equals(object? obj) => obj is BucketKey other && Equals(other);

    public override int GetHashCode() => _hash;

    /// <summary>For logs: <c>3x48x320</c>. Stable, so it may name a profile.</summary>
    public override string ToString() => string.Join('x', _extents ?? []);
}
