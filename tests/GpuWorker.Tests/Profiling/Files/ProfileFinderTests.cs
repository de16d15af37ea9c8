using Microsoft.Extensions.Logging;
using Shepherd.Core.Policies;
using Shepherd.GpuWorker.Lifecycle;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling.Files;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Replay;
using Shepherd.GpuWorker.Tests.Models;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Profiling.Files;

public sealed class ProfileFinderTests : IDisposable
{
    private static readonly LaneOptions Lane = new(Threads: 1);

    private readonly TemporaryRepository _repository = new();
    private readonly RecordingLog<ProfileFinder> _log = new();
    private readonly ILoadedModel _model;

    public ProfileFinderTests()
    {
        _repository.Add("m", "1", """
            runtime: replay
            slo_ms: 250
            max_batch: 4
            replay: {latency_ms: {1: 2, 4: 5}}
            inputs: [{name: x, datatype: FP32, shape: [4]}]
            outputs: [{name: y, datatype: FP32, shape: [4]}]
            """, [1, 2, 3]);
        _model = new ReplayRuntime(new ManualClock()).Load(Assert.Single(ModelRepository.Scan(_repository.Root).Models), Lane);
    }

    public void Dispose()
    {
        _model.Dispose();
        _repository.Dispose();
    }

    [Fact]
    public void Find_SameModelAndDevice_IsWhatWasMeasured()
    {
        Write(Profile());
        var known = Find()!;
        var shape = Assert.Single(known.Shapes);
        // Medians; a larger batch is never quicker, and one that the model does not take is left out.
        Assert.Equal([(1, 3_000_000L), (2, 4_000_000L), (4, 4_000_000L)], shape.Points.Select(p => (p.Batch, p.DurationNs)));
        Assert.Equal(("4", 4L), (shape.Bucket.ToString(), shape.Elements));
        Assert.Equal(20_000_000, known.MemoryBytes);
        var stops = known.Stops(PreemptionKind.Suspend)!;
        Assert.Equal((0, 2, 500_000L, 4_000_000L), (stops.ExitPoints, stops.Stops.Count, stops.Stops[1].DelayNs, stops.Stops[1].TotalNs));
        Assert.Null(known.Stops(PreemptionKind.None));
    }

    [Fact]
    public void Find_NoFile_IsNoneAndSilent()
    {
        Assert.Null(Find());
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("hash", "of another model")]
    [InlineData("device", "measured on cuda, and this is cpu")]
    [InlineData("threads", "measured with 2 threads, and the lane has 1")]
    [InlineData("segments", "measured in 8 segments, and the model runs in 1")]
    [InlineData("shape", "shape 4x4 is none of the model's")]
    [InlineData("text", "is no profile")]
    public void Find_DoesNotHold_IsNoneAndSaysWhy(string what, string reason)
    {
        var profile = Profile();
        if (what == "text")
            File.WriteAllText(FilePath, "models: []");
        else
            Write(what switch
            {
                "hash" => profile with { ModelHash = "0" },
                "device" => profile with { Device = "cuda" },
                "threads" => profile with { Threads = 2 },
                "segments" => profile with { Segments = 8 },
                _ => profile with { Buckets = [profile.Buckets[0] with { Shape = "4x4" }] },
            });
        Assert.Null(Find());
        var line = Assert.Single(_log.Lines);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains(reason, line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Hash_WeightsOrSegmentsChange_IsAnother()
    {
        var (before, definition) = (ModelHash.Of(_model.Definition), _model.Definition);
        Assert.Equal(before, ModelHash.Of(definition with { Config = definition.Config with { SloMs = 1, MaxBatch = 2 } }));
        Assert.NotEqual(before, ModelHash.Of(definition with { Config = definition.Config with { Segments = 2 } }));
        File.WriteAllBytes(Path.Combine(definition.Directory, "model.onnx"), [1, 2, 4]);
        Assert.NotEqual(before, ModelHash.Of(definition));
    }

    [Fact]
    public void Write_BesideALoadedVersion_ChangesNothingOfIt()
    {
        var directory = _model.Definition.Directory;
        var (content, bytes, looks) = (RepositoryFiles.Content(_model.Definition), RepositoryFiles.WeightBytes(directory), RepositoryFiles.Look(_repository.Root));
        Write(Profile());
        Assert.Equal((content, bytes), (RepositoryFiles.Content(_model.Definition), RepositoryFiles.WeightBytes(directory)));
        Assert.Equal(looks, RepositoryFiles.Look(_repository.Root));
    }

    private string FilePath => Path.Combine(_model.Definition.Directory, ProfileFile.Name);

    private KnownProfile? Find() => new ProfileFinder(_log).Find(_model, Lane);

    private void Write(ModelProfile profile) => File.WriteAllText(FilePath, new ProfileFile([ProfiledModel.Of("m", 4, 250, "4", [profile])]).ToJson());

    private ModelProfile Profile() => new("cpu-1t", DeviceKind.Of(Lane), 1, ModelHash.Of(_model.Definition), DateTimeOffset.UnixEpoch, [new BucketFigures("4", [Batch(1, 3), Batch(2, 4), Batch(4, 3.5), Batch(8, 9)])])
    {
        Memory = new MemoryFigures(10, 20, "as told"),
        Stops = [new StopFigures("restart", 0, 4, 0.25, 0.5, 0, [0.25, 0.5])],
    };

    private static BatchFigures Batch(int batch, double ms) => new(batch, 10, ms, ms, ms, 1);
}
