namespace Shepherd.Core.Primitives;

/// <summary>xoshiro256** (Blackman and Vigna, 2018) seeded by SplitMix64: the same numbers for a seed on every machine and release.</summary>
public sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Any seed will do, 0 too.</summary>
    public SeededRandom(ulong seed)
    {
        (_a, _b, _c, _d) = (Mix(ref seed), Mix(ref seed), Mix(ref seed), Mix(ref seed));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextUnit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Exponential with mean 1; never 0.</summary>
    public double NextExponential() => -Math.Log(1 - NextUnit()) is > 0 and var draw ? draw : double.Epsilon;

    /// <summary>Standard normal (Box and Muller, 1958).</summary>
    public double NextNormal() => Math.Sqrt(2 * NextExponential()) * Math.Cos(2 * Math.PI * NextUnit());

    /// <summary>Gamma of a shape, scale 1 (Marsaglia and Tsang, 2000).</summary>
    /// <param name="shape">Positive.</param>
    public double NextGamma(double shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape);
        if (shape < 1)
            return NextGamma(shape + 1) * Math.Pow(1 - NextUnit(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = NextNormal();
            var v = Math.Pow(1 + (c * normal), 3);
            if (v > 0 && Math.Log(1 - NextUnit()) < (normal * normal / 2) + (d * (1 - v + Math.Log(v))))
                return d * v;
        }
    }

    private static ulong Mix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
