using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Embedded;
using Shepherd.GpuWorker.Offsets;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Offsets;

public sealed class OffsetCommitterTests : IDisposable
{
    private static readonly TopicPartition Place = new("shepherd.requests.g", 0);
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly OffsetTracker _tracker = new();
    private readonly WorkerOptions _options;

    public OffsetCommitterTests()
    {
        _options = new WorkerOptions { Kafka = _broker.Options, Models = "" };
        _broker.CreateTopic(Place.Topic, 1);
        _tracker.Start("g", Place, 0);
        _tracker.Take(new TopicPartitionOffset(Place, 0));
        _tracker.Complete(new TopicPartitionOffset(Place, 0));
    }

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task CommitAsync_LeaseMayEndWhileItIsUnderWay_CommitsNothingAndKeepsIt()
    {
        var clock = new ManualClock();
        var lease = HeldLease.Of(_options, clock);
        using var store = new OffsetStore(_options);
        var committer = new OffsetCommitter(_tracker, store, lease, NullLogger<OffsetCommitter>.Instance);
        clock.Advance(_options.LeaseTtl - _options.SendTimeout);
        Assert.True(lease.Holds);

        Assert.False(await committer.CommitAsync(CancellationToken.None));

        Assert.NotEmpty(_tracker.ToCommit());
        Assert.True(Assert.Single(store.Read("g", [Place])).Offset.IsSpecial);
    }

    [Fact]
    public async Task CommitAsync_BrokerDoesNotAnswer_WaitsNoLongerThanAskedAndCommitsOnceItDoes()
    {
        using var store = new OffsetStore(_options);
        var committer = new OffsetCommitter(_tracker, store, HeldLease.Of(_options), NullLogger<OffsetCommitter>.Instance);
        _broker.SetDown();
        using var giveUp = new CancellationTokenSource();
        var commit = committer.CommitAsync(giveUp.Token);
        Assert.False(commit.IsCompleted);
        await giveUp.CancelAsync();
        Assert.False(await commit.WaitAsync(Eventually.Patience));
        Assert.NotEmpty(_tracker.ToCommit());

        _broker.SetUp();

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await committer.CommitAsync(CancellationToken.None);
                return _tracker.ToCommit().Count == 0;
            },
            "the offset is committed");
    }

    [Fact]
    public async Task CommitAsync_EverythingAnsweredAndLeft_CommitsAndReleases()
    {
        using var store = new OffsetStore(_options);
        var committer = new OffsetCommitter(_tracker, store, HeldLease.Of(_options), NullLogger<OffsetCommitter>.Instance);
        _tracker.Leave(Place);

        Assert.True(await committer.CommitAsync(CancellationToken.None));

        Assert.Equal(1, Assert.Single(store.Read("g", [Place])).Offset.Value);
        Assert.False(_tracker.IsHeld(Place));
    }
}
