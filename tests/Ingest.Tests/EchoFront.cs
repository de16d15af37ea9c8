using Shepherd.Tests.Shared.Kafka;

namespace Shepherd.Ingest.Tests;

/// <summary>One front for all tests of a class that send nothing that is answered: what its responder receives stays empty.</summary>
public sealed class EchoFront : IAsyncLifetime
{
    private readonly KafkaFixture _kafka = new();

    internal IngestHarness Ingest { get; private set; } = null!;

    public async Task InitializeAsync() => Ingest = await IngestHarness.StartAsync(_kafka, Responder.Echo);

    public async Task DisposeAsync()
    {
        await Ingest.DisposeAsync();
        _kafka.Dispose();
    }
}
