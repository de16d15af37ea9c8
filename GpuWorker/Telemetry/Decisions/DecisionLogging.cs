namespace Shepherd.GpuWorker.Telemetry;

/// <summary>What goes to the decision log.</summary>
public enum DecisionLogging
{
    /// <summary>Of each kind (batch, preemption, drop) the first hundred of a second; the rest is counted. The default.</summary>
    Sampled,

    /// <summary>Every decision that the log's bounded queue has room for.</summary>
    All,

    /// <summary>Nothing.</summary>
    Off,
}
