using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling.Catalog;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Tests.Models;
using Shepherd.Schemas.Control;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Profiling.Catalog;

public sealed class CatalogFinderTests : IDisposable
{
    private static readonly LaneOptions Lane = new(Threads: 1);

    private readonly TemporaryRepository _repository = new();
    private readonly HeldCatalog _catalog = new();
    private readonly RecordingLog<ProfileFinder> _log = new();
    private readonly TimedModel _model;

    public CatalogFinderTests()
    {
        var directory = _repository.Add("m", "1", "", [1, 2, 3]);
        _model = new TimedModel(new ManualClock(), new AxisConfig(8, 1, 1, 8, []), 4, _ => TimeSpan.Zero, directory);
    }

    public void Dispose()
    {
        _model.Dispose();
        _repository.Dispose();
    }

    [Fact]
    public void Find_CatalogHasItsKind_BeginsWithThat()
    {
        var held = Profile() with
        {
            Source = ProfileSource.Serving,
            By = "another",
            PeakMb = 20,
            Stops = [new CatalogStop("restart", 0, 4, 0.25, 0.5, 0, [0.25, 0.5])],
        };
        _catalog.Entry = HeldCatalog.EntryOf(HeldCatalog.Profile("cuda", 1), held);

        var known = Find()!;

        Assert.Equal([new LatencyPoint(1, 3_000_000), new LatencyPoint(4, 6_000_000)], Assert.Single(known.Shapes).Points);
        Assert.Equal((ProfileSource.Serving, 20_000_000L), (known.Source, known.MemoryBytes));
        Assert.Equal(2, known.Stops(Core.Policies.PreemptionKind.Restart)!.Stops.Count);
        Assert.Contains("by another", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
        Assert.Equal(1, _catalog.Waits);
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("device")]
    [InlineData("threads")]
    [InlineData("segments")]
    [InlineData("shape")]
    public void Find_CatalogHasAnother_IsNone(string what)
    {
        var profile = Profile();
        _catalog.Entry = HeldCatalog.EntryOf(what switch
        {
            "hash" => profile with { ModelHash = "0" },
            "device" => profile with { Device = "cuda" },
            "threads" => profile with { Threads = 2 },
            "segments" => profile with { Segments = 8 },
            _ => profile with { Buckets = [profile.Buckets[0] with { Shape = "4x4" }] },
        });

        Assert.Null(Find());
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Find_FileHoldsToo_TheFileCounts()
    {
        _catalog.Entry = HeldCatalog.EntryOf(Profile());
        var file = CatalogProfiles.FromCatalog(Profile() with { Buckets = [new CatalogBucket("8", [new CatalogBatch(1, 10, 9, 9)])] });
        File.WriteAllText(Path.Combine(_model.Definition.Directory, ProfileFile.Name), new ProfileFile([ProfiledModel.Of("m", 4, 250, "8", [file])]).ToJson());

        var known = Find()!;

        Assert.Equal((9_000_000L, ProfileSource.File), (known.Shapes[0].Points[0].DurationNs, known.Source));
    }

    [Fact]
    public void ToCatalog_AndBack_HoldsForTheSameModel()
    {
        var told = CatalogProfiles.ToCatalog(CatalogProfiles.FromCatalog(Profile()), ProfileSource.Load, 1, "w");

        Assert.Equivalent(Profile() with { Version = "1" }, told, strict: true);
    }

    private CatalogProfile Profile() => HeldCatalog.Profile(DeviceKind.Of(Lane), 3, hash: ModelHash.Of(_model.Definition));

    private KnownProfile? Find() => new ProfileFinder(_log, _catalog).Find(_model, Lane);
}
