namespace Shepherd.GpuWorker.Telemetry.Health;

/// <summary>What a worker is good for now.</summary>
internal enum HealthState
{
    /// <summary>It connects, loads and warms its models, or waits for its first plan.</summary>
    Starting,

    /// <summary>It follows a plan, its models are warm, it polls and the broker answers.</summary>
    Ready,

    /// <summary>It was ready, and something that it needs is missing now.</summary>
    Degraded,

    /// <summary>It takes nothing more, and answers what it has.</summary>
    Draining,

    /// <summary>It has said goodbye.</summary>
    Stopped,
}
