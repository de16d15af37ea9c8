using Shepherd.Core.Tenants;
using Shepherd.GpuWorker.Intake;
using Shepherd.Schemas.Kafka;

namespace Shepherd.GpuWorker.Tests.Intake;

public sealed class InFlightGatesTests
{
    private readonly InFlightGates _gates = new(new WorkerOptions
    {
        Kafka = new KafkaOptions { BootstrapServers = "localhost:1" },
        Models = "",
        GroupLimits = new Dictionary<string, InFlightLimit> { ["limited"] = new(2, null) },
        Tenants = [new Tenant("free"), new Tenant("limited") { InFlightRecordsMax = 1 }],
    });

    [Fact]
    public void OfGroup_WithoutALimit_CountsAndIsNeverFull()
    {
        for (var i = 0; i < 10; i++)
            _gates.OfGroup("free").Take(1 << 20);

        Assert.Equal((10, 10L << 20, false), (_gates.OfGroup("free").Records, _gates.OfGroup("free").Bytes, _gates.OfGroup("free").IsFull));
        Assert.Equal(["free"], _gates.Groups.Select(g => g.Key));
    }

    [Fact]
    public void OfGroup_WithALimit_IsFullThere()
    {
        _gates.OfGroup("limited").Take(1);
        Assert.False(_gates.OfGroup("limited").IsFull);
        _gates.OfGroup("limited").Take(1);
        Assert.True(_gates.OfGroup("limited").IsFull);
    }

    [Fact]
    public void Tenants_EachIsCounted_AndLimitedAsConfigured()
    {
        _gates.Tenants[0].Take(5);
        _gates.Tenants[1].Take(5);

        Assert.Equal([(1, false), (1, true)], _gates.Tenants.Select(t => (t.Records, t.IsFull)));
    }
}
