namespace Shepherd.GpuWorker.Tests.Telemetry;

/// <summary>Whoever listens to spans listens to all of the process: these run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SpanCollection
{
    public const string Name = "spans";
}
