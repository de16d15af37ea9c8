namespace Shepherd.Tests.Shared;

/// <summary>The system's clock until it is broken: then the threads that follow topics fail when they ask it, as any part of theirs may.</summary>
public sealed class BreakableClock : TimeProvider
{
    private volatile bool _broken;

    public void Break() => _broken = true;

    public override long GetTimestamp() => _broken && Thread.CurrentThread.Name?.StartsWith("read-", StringComparison.Ordinal) == true
        ? throw new InvalidOperationException("the clock is broken")
        : base.GetTimestamp();
}
