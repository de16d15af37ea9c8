using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Client.Cluster;
using Shepherd.Client.Embedded;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Control;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Profiling.Catalog;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Publishing;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Serving;
using Shepherd.GpuWorker.Tests.Models;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;
using Shepherd.Tests.Shared.Kafka;
using ServedModel = Shepherd.GpuWorker.Serving.ServedModel;

namespace Shepherd.GpuWorker.Tests.Profiling.Catalog;

/// <summary>Workers that tell one catalog what batches take.</summary>
public sealed class ProfileRefinerTests : IDisposable
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();
    private readonly TemporaryRepository _repository = new();
    private readonly CatalogReader _reader;
    private readonly List<Worker> _workers = [];

    public ProfileRefinerTests()
    {
        _broker.CreateTopics(new TopicNames(), ["g"], requestPartitions: 1);
        _repository.Add("m", "1", "", [1, 2, 3]);
        _reader = new CatalogReader(_broker.Options);
    }

    public void Dispose()
    {
        _workers.ForEach(w => w.Dispose());
        _reader.Dispose();
        _repository.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public async Task RoundAsync_ModelWasJustLoaded_TellsWhatWasMeasured()
    {
        var worker = await StartAsync("one");

        await worker.RoundAsync();

        var told = Assert.Single(await ProfilesAsync(p => p.Count == 1));
        Assert.Equal((ProfileSource.Load, "one", "1", ModelHash.Of(worker.Model.Definition)), (told.Source, told.By, told.Version, told.ModelHash));
        Assert.Equal([(1, 2.0), (4, 5.0)], told.Buckets.Single().Batches.Select(b => (b.Batch, b.P50Ms)));
    }

    [Fact]
    public async Task RoundAsync_BatchesTakeLonger_TellsWhatTheyTookAndKeepsOtherKinds()
    {
        var (worker, gpu) = (await StartAsync("one"), await StartAsync("gpu", kind: "cuda"));
        await worker.RoundAsync();
        await ProfilesAsync(p => p.Count == 1);
        await gpu.RoundAsync();
        await ProfilesAsync(p => p.Count == 2);
        for (var run = 0; run < ProfileRefiner.RunsMin; run++)
            worker.Ran(batch: 4, ms: 10);

        worker.Clock.Advance(ProfileWord.FirstPause);
        await worker.RoundAsync();

        var told = (await ProfilesAsync(p => p.Any(m => m.Source == ProfileSource.Serving))).Single(p => p.Source == ProfileSource.Serving);
        // Of size 4 what ran; of size 1 the profile, by the same factor.
        Assert.Equal([(1, 0L, 4.0), (2, 0L, 6.0), (4, 8L, 10.0)], told.Buckets.Single().Batches.Select(b => (b.Batch, b.Samples, b.P50Ms)));
        Assert.Equal(["cpu", "cuda"], _reader.Find("m")!.Profiles.Select(p => p.Device));
    }

    [Fact]
    public async Task RoundAsync_TwoWriteAtOnce_WhoWasOverwrittenSaysItAgain()
    {
        var (cpu, gpu) = (await StartAsync("one"), await StartAsync("gpu", kind: "cuda"));
        // Neither has read what the other wrote, whether it did or not.
        await cpu.Publisher.PublishAsync("m", HeldCatalog.Profile("earlier", 1), default);
        await Task.WhenAll(cpu.RoundAsync(), gpu.RoundAsync());

        await Eventually.BecomesTrueAsync(
            async () =>
            {
                cpu.Clock.Advance(ProfileWord.FirstPause);
                gpu.Clock.Advance(ProfileWord.FirstPause);
                await Task.WhenAll(cpu.RoundAsync(), gpu.RoundAsync());
                return _reader.Find("m")!.Profiles.Select(p => p.Device).Intersect(["cpu", "cuda"]).Count() == 2;
            },
            "both are there");
    }

    [Fact]
    public async Task RoundAsync_RunsOfAnotherKindOfDevice_SayNothing()
    {
        var worker = await StartAsync("one");
        await worker.RoundAsync();
        await ProfilesAsync(p => p.Count == 1);
        for (var run = 0; run < 100; run++)
            worker.Ran(batch: 4, ms: 50, isOwnKind: false);

        worker.Clock.Advance(ProfileWord.FirstPause);
        await worker.RoundAsync();

        Assert.Equal(1, await CountWritesAsync(worker, profileWrites: 1));
    }

    [Fact]
    public async Task RoundAsync_SecondOfItsKind_AddsNothing()
    {
        var (first, second) = (await StartAsync("one"), await StartAsync("two"));
        await first.RoundAsync();
        await ProfilesAsync(p => p.Count == 1);

        for (var round = 0; round < 5; round++)
        {
            await second.RoundAsync();
            await first.RoundAsync();
            second.Clock.Advance(ProfileWord.FirstPause);
            first.Clock.Advance(ProfileWord.FirstPause);
        }

        Assert.Equal("one", Assert.Single(_reader.Find("m")!.Profiles).By);
        Assert.Equal(1, await CountWritesAsync(first, profileWrites: 1));
    }

    [Fact]
    public async Task PublishAsync_EntryChanges_KeepsTheProfilesThatOthersTold()
    {
        var (first, second) = (await StartAsync("one"), await StartAsync("two"));
        await first.RoundAsync();
        await ProfilesAsync(p => p.Count == 1);

        await second.Publisher.PublishAsync([HeldCatalog.EntryOf() with { SloMs = 77 }], default);

        await Eventually.BecomesTrueAsync(() => _reader.Find("m")?.SloMs == 77, "the entry is the new one");
        Assert.Equal("one", Assert.Single(_reader.Find("m")!.Profiles).By);
        // What the first says next leaves that as it is.
        for (var run = 0; run < ProfileRefiner.RunsMin; run++)
            first.Ran(batch: 4, ms: 10);
        first.Clock.Advance(ProfileWord.FirstPause);
        await Eventually.BecomesTrueAsync(() => first.View.Find("m")?.SloMs == 77, "the first has read it too");
        await first.RoundAsync();
        Assert.Equal(ProfileSource.Serving, Assert.Single(await ProfilesAsync(p => p.Any(m => m.Source == ProfileSource.Serving))).Source);
        Assert.Equal(77, _reader.Find("m")!.SloMs);
    }

    /// <summary>Writes so far, beside those of the bare entry, each of which is followed by one that marks the end.</summary>
    private async Task<int> CountWritesAsync(Worker worker, int profileWrites)
    {
        await worker.Publisher.PublishAsync([HeldCatalog.EntryOf() with { Model = "end" }], default);
        var records = await KafkaRecords.ReadUntilAsync(_broker.Options, _broker.Options.Topics.Catalog, read => read.Any(r => r.Message.Key == "end"));
        var ofProfiles = records.Count(r => r.Message.Key == "m" && ControlCodec.Decode<CatalogEntry>(r.Message.Value!).Profiles.Count > 0);
        Assert.True(ofProfiles >= profileWrites, "nothing was lost");
        return ofProfiles;
    }

    private async Task<IReadOnlyList<CatalogProfile>> ProfilesAsync(Func<IReadOnlyList<CatalogProfile>, bool> condition)
    {
        await Eventually.BecomesTrueAsync(() => condition(_reader.Find("m")?.Profiles ?? []), "the catalog holds the profiles");
        foreach (var worker in _workers)
            await Eventually.BecomesTrueAsync(() => condition(worker.View.Find("m")?.Profiles ?? []), "each worker has read them");
        return _reader.Find("m")!.Profiles;
    }

    private async Task<Worker> StartAsync(string name, string kind = "cpu")
    {
        var worker = new Worker(_broker, Path.Combine(_repository.Root, "m", "1"), name, kind);
        _workers.Add(worker);
        await worker.Publisher.PublishAsync([HeldCatalog.EntryOf()], default);
        await Eventually.BecomesTrueAsync(() => worker.View.Find("m") is not null, "the entry is read back");
        return worker;
    }

    private sealed class Worker : IDisposable
    {
        private readonly WorkerProducer _producer;
        private readonly ServedModels _models;
        private readonly ProfileRefiner _refiner;

        public Worker(EmbeddedBroker broker, string directory, string name, string kind)
        {
            var options = new WorkerOptions { Kafka = broker.Options, Models = "", Name = name };
            _producer = new WorkerProducer(options, new NoLifetime(), NullLogger<WorkerProducer>.Instance);
            View = new CatalogView(options, TimeProvider.System, NullLogger<CatalogView>.Instance);
            View.Start();
            Publisher = new CatalogPublisher(options, _producer, View, TimeProvider.System, NullLogger<CatalogPublisher>.Instance);
            _refiner = new ProfileRefiner(options, Publisher, View, Clock, NullLogger<ProfileRefiner>.Instance);
            var loaded = new TimedModel(Clock, new AxisConfig(8, 1, 1, 8, []), 4, _ => TimeSpan.Zero, directory);
            IReadOnlyList<ShapeProfile> shapes = [new ShapeProfile(new BucketKey([8]), 8, [new LatencyPoint(1, 2_000_000), new LatencyPoint(4, 5_000_000)])];
            var origin = ProfileOrigin.Measured(loaded, new LaneOptions(Threads: 1), shapes, null, PreemptionKind.None, null, Clock.GetUtcNow());
            Model = new ServedModel(0, [loaded], shapes) { Origin = origin with { Profile = origin.Profile with { Device = kind } } };
            _models = new ServedModels([Model], []);
        }

        public ManualClock Clock { get; } = new();

        public CatalogView View { get; }

        public CatalogPublisher Publisher { get; }

        public ServedModel Model { get; }

        public void Ran(int batch, double ms, bool isOwnKind = true) => Model.Ran(0, batch, (long)(ms * 1e6), isOwnKind);

        public Task RoundAsync() => _refiner.RoundAsync(_models, look => Task.FromResult(look()), default);

        public void Dispose()
        {
            View.Dispose();
            Publisher.Dispose();
            _producer.Dispose();
            _models.Dispose();
        }
    }
}
