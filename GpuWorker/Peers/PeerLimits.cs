namespace Shepherd.GpuWorker.Peers;

/// <summary>Bounds of what travels between the workers of a serving group, with their reasons.</summary>
internal static class PeerLimits
{
    /// <summary>Of one frame. A lead has no more in flight than its own limit (256 MiB unless it is raised), so a longer frame is not one of ours.</summary>
    public const int FrameBytesMax = 1 << 30;

    /// <summary>Of the first frame, before the other side has said who it is: names and versions of some hundred models.</summary>
    public const int GreetingBytesMax = 256 << 10;

    /// <summary>Batches that a peer takes beyond those that it has answered. As many bytes as a lead has in flight by default: it is there for leads that were given more.</summary>
    public const long CreditBytes = 256L << 20;

    /// <summary>Lanes of one worker: eight devices of 48 lanes each, the most that CUDA MPS takes.</summary>
    public const int LanesMax = 8 * 48;

    /// <summary>Longest text but for reasons: names are at most 1,024 bytes.</summary>
    public const int TextBytesMax = ushort.MaxValue;

    /// <summary>Requests of one batch: far past what any model takes.</summary>
    public const int BatchMax = 1 << 20;

    /// <summary>How often a lead shows that it lives. As workers do to the planner.</summary>
    public static readonly TimeSpan PingInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>A connection that is silent for so long, or takes nothing for so long, is lost: six pings, as the planner's default for workers.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(3);

    /// <summary>To connect, and to be welcomed: a peer first finishes what it had before it became one.</summary>
    public static readonly TimeSpan GreetingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer waits for a plan that its lead has read and it has not. Control topics are read within milliseconds.</summary>
    public static readonly TimeSpan PlanWaitMax = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks at a condition that changes rarely.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);
}
