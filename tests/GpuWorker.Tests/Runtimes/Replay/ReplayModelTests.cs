using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Runtimes.Replay;
using Shepherd.GpuWorker.Tests.Models;

namespace Shepherd.GpuWorker.Tests.Runtimes.Replay;

public sealed class ReplayModelTests
{
    private const string Config = """
        runtime: replay
        slo_ms: 100
        max_batch: 4
        inputs: [{name: x, datatype: FP32, shape: [2]}]
        outputs: [{name: y, datatype: FP32, shape: [3, -1]}, {name: z, datatype: FP32, shape: [5], reduce: {kind: argmax, axis: 0}}]
        """;

    [Fact]
    public void Continue_ToTheEnd_AnswersZeroesOfThePromisedShapes()
    {
        using var model = Load(segments: 1);
        using var run = model.Begin([Request(), Request()]);
        using var outputs = run.Continue(new StopFlag());
        Assert.Equal(2, outputs.PerRequest.Count);
        Assert.All(outputs.PerRequest, tensors =>
        {
            Assert.Equal(["y", "z.index", "z.score"], tensors.Select(t => t.Name));
            Assert.Equal([1, 3, 1], tensors[0].Shape);
            Assert.All(tensors[0].Data.ToArray(), b => Assert.Equal(0, b));
        });
        Assert.False(run.CanResume);
    }

    [Fact]
    public void Continue_StoppedInEverySegment_GoesOnUntilTheEnd()
    {
        using var model = Load(segments: 4, ms: 80);
        using var run = model.Begin([Request(), Request(), Request()]);
        var stops = 0;
        while (Stops(run))
        {
            Assert.True(run.CanResume);
            Assert.Equal(3 * 7000, run.StateBytes);
            // A slow machine may pass an exit before it looks, never the last without an answer.
            Assert.InRange(++stops, 1, 3);
        }

        Assert.InRange(stops, 1, 3);
        Assert.Equal(0, run.StateBytes);
    }

    [Fact]
    public void Continue_WorkMayBeLost_IsVoidWithoutWaitingForTheSegment()
    {
        // Its segments are quarters of an hour.
        using var model = Load(segments: 4, ms: 3_600_000);
        using var run = model.Begin([Request()]);
        var stop = new StopFlag();
        stop.Request(abandon: true);
        Assert.Throws<BatchStoppedException>(() => run.Continue(stop));
        Assert.False(run.CanResume);
        Assert.Equal(0, run.StateBytes);
    }

    [Fact]
    public void Continue_StoppedInOnePiece_IsVoid()
    {
        using var model = Load(segments: 1);
        using var run = model.Begin([Request()]);
        Assert.Throws<BatchStoppedException>(() => run.Continue(Raised()));
        Assert.False(run.CanResume);
        Assert.Equal(0, run.StateBytes);
    }

    [Fact]
    public async Task Continue_StoppedWhileItWaits_EndsLongBeforeItsTime()
    {
        // An hour: only the stop ends it.
        using var model = Load(segments: 1, ms: 3_600_000);
        using var run = model.Begin([Request()]);
        var stop = new StopFlag();
        var running = Task.Run(() => run.Continue(stop));
        stop.Request();
        await Assert.ThrowsAsync<BatchStoppedException>(() => running);
    }

    [Fact]
    public void Load_WithoutProfile_SaysWhatToWrite()
    {
        var definition = new ModelDefinition("m", 1, "models/m/1", Yaml.Read(Config));
        var fault = Assert.Throws<ModelLoadException>(() => new ReplayRuntime(TimeProvider.System).Load(definition, new LaneOptions()));
        Assert.Contains("replay: {latency_ms:", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OutputTooLargeToAnswer_NamesIt()
    {
        var config = Yaml.Read(Config.Replace("[3, -1]", "[1000000, 1000000]", StringComparison.Ordinal)) with { Replay = new ReplayConfig([new LatencyPoint(1, 1000)], 0, 0) };
        var fault = Assert.Throws<ModelLoadException>(() => new ReplayRuntime(TimeProvider.System).Load(new ModelDefinition("m", 1, "models/m/1", config), new LaneOptions()));
        Assert.Contains("output 'y'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{latency_ms: {1: 3, 8: 2}}", "replay.latency_ms")]
    [InlineData("{latency_ms: {one: 3}}", "replay.latency_ms.one")]
    [InlineData("{latency_ms: {1: fast}}", "replay.latency_ms.1")]
    [InlineData("{latency_ms: {1: 1e300}}", "replay.latency_ms")]
    [InlineData("{latency_ms: {}}", "replay.latency_ms")]
    [InlineData("{state_kb: 4}", "replay.latency_ms")]
    [InlineData("{latency_ms: {1: 3}, state_kb: -1}", "replay.state_kb")]
    [InlineData("{latency_ms: {1: 3}, jitter: -1}", "replay.jitter")]
    [InlineData("{latency_ms: {1: 3}, load_ms: -1}", "replay.load_ms")]
    [InlineData("{latency_ms: {1: 3}, speed: 2}", "replay.speed")]
    [InlineData("{latency_ms: {1: 3}, interference: {sensitivity: -1}}", "replay.interference.sensitivity")]
    [InlineData("{latency_ms: {1: 3}, interference: {pressure: 2}}", "replay.interference.pressure")]
    [InlineData("{latency_ms: {1: 3}, interference: {law: 2}}", "replay.interference.law")]
    public void Read_FaultyProfile_NamesTheKey(string replay, string key)
    {
        var faults = new ConfigFaults("config.yaml");
        Assert.Null(ConfigReader.Read($"{Config}\nreplay: {replay}", "m", faults).Config);
        Assert.Contains(key, Assert.Single(faults.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void KnownLatency_LaneOfTwo_IsTheShareThatTheSimulatorReckonsWith()
    {
        var config = Yaml.Read(Config) with { Replay = new ReplayConfig([new LatencyPoint(1, 10_000_000), new LatencyPoint(4, 16_000_000)], 0, 0) };
        var definition = new ModelDefinition("m", 1, "models/m/1", config);
        var runtime = new ReplayRuntime(TimeProvider.System);
        using var whole = runtime.Load(definition, new LaneOptions());
        using var half = runtime.Load(definition, new LaneOptions { LanesOfDevice = 2 });
        Assert.Equal(16_000_000, whole.KnownLatency!.EstimateNs(0, 4));
        // 8 + 2b ms on the whole: on a half what grows with the batch takes twice as long.
        Assert.Equal(24_000_000, half.KnownLatency!.EstimateNs(0, 4));
    }

    [Fact]
    public void Read_Profile_IsTaken()
    {
        var replay = Yaml.Read($"{Config}\nreplay: {{latency_ms: {{1: 3.5, 8: 12}}, state_kb: 7, jitter: 0.1, load_ms: 250, interference: {{sensitivity: 0.4, pressure: 0.3}}}}").Replay!;
        Assert.Equal([new LatencyPoint(1, 3_500_000), new LatencyPoint(8, 12_000_000)], replay.Latency);
        Assert.Equal((7000L, 0.1), (replay.StateBytes, replay.Jitter));
        Assert.Equal(new ContentionConfig(0.4, 0.3), replay.Contention);
        Assert.Equal(TimeSpan.FromMilliseconds(250), replay.LoadTime);
    }

    [Fact]
    public void Load_WithALoadTime_TakesIt()
    {
        var loadTime = TimeSpan.FromMilliseconds(30);
        var config = Yaml.Read(Config) with { Replay = new ReplayConfig([new LatencyPoint(1, 1000)], 0, 0) { LoadTime = loadTime } };
        var began = TimeProvider.System.GetTimestamp();
        using var model = new ReplayRuntime(TimeProvider.System).Load(new ModelDefinition("m", 1, "models/m/1", config), new LaneOptions());
        // Timers may be a tick early.
        Assert.True(TimeProvider.System.GetElapsedTime(began) > loadTime / 2);
    }

    private static ILoadedModel Load(int segments, double ms = 4)
    {
        var config = Yaml.Read(Config) with { Replay = new ReplayConfig([new LatencyPoint(1, (long)(ms * 1e6))], 7000, Jitter: 0.1), Segments = segments };
        return new ReplayRuntime(TimeProvider.System).Load(new ModelDefinition("m", 1, "models/m/1", config), new LaneOptions());
    }

    private static Schemas.InferenceRequest Request() => WarmUpRequests.Blank(Yaml.Read(Config), new WarmUpRun(1, [[2]]));

    /// <summary>Goes on with the flag raised before: it stops at the first exit from where it stands, and answers past the last.</summary>
    private static bool Stops(IBatchRun run)
    {
        try
        {
            using var outputs = run.Continue(Raised());
            Assert.Equal(3, outputs.PerRequest.Count);
            return false;
        }
        catch (BatchStoppedException)
        {
            return true;
        }
    }

    private static StopFlag Raised()
    {
        var stop = new StopFlag();
        stop.Request();
        return stop;
    }
}
