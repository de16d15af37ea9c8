namespace Shepherd.GpuWorker.Telemetry.Decisions;

/// <summary>Lets the first so many of each second through. On one thread.</summary>
/// <param name="most">How many.</param>
internal sealed class SecondQuota(int most)
{
    private const long NsPerSecond = 1_000_000_000;

    private long _second = long.MinValue;
    private int _let;

    public bool TryTake(long nowNs)
    {
        if (nowNs / NsPerSecond is var second && second != _second)
            (_second, _let) = (second, 0);
        return _let++ < most;
    }
}
