namespace Shepherd.Kafka.Tests.Faults;

/// <summary>Classes that run clusters of processes, one after the other: the machine is for one of them.</summary>
[CollectionDefinition(Name)]
public sealed class FaultCollection
{
    public const string Name = "faults";
}
