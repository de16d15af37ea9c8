namespace Shepherd.Kafka.Tests.Pipeline;

/// <summary>Classes that share one running pipeline, and so run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PipelineCollection : ICollectionFixture<PipelineFixture>
{
    public const string Name = "pipeline";
}
