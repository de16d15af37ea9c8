namespace Shepherd.Kafka.Tests.Faults;

/// <summary>One cluster for the tests of a class, each of which leaves it whole.</summary>
public abstract class FaultFixture : IAsyncLifetime
{
    private FaultCluster? _cluster;

    internal FaultCluster Cluster => _cluster ?? throw new InvalidOperationException("the cluster has not started");

    public async Task InitializeAsync() => _cluster = await StartAsync();

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    private protected abstract Task<FaultCluster> StartAsync();
}
