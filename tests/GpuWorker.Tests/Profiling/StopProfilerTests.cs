using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.Core.Policies;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Profiling;

public class StopProfilerTests
{
    private const long NsPerMs = 1_000_000;

    private readonly TimerClock _clock = new();

    [Fact]
    public void Measure_OperatorsOf8Ms_FindsWhatIsLeftOfTheOperator()
    {
        // 40 ms in steps of 8: stops at 20, 10, 30, 5, 25, 15, 35 and 2.5 ms wait for the step's end.
        var profile = Measure(new SlowSteps(_clock, stepMs: 8, segments: 1), Points((1, 20), (2, 40)))!;
        Assert.Equal([4, 6, 2, 3, 7, 1, 5, 5.5], profile.Stops.Select(s => s.DelayNs / (double)NsPerMs));
        Assert.All(profile.Stops, s => Assert.Equal(40 * NsPerMs, s.TotalNs));
        Assert.Equal(0, profile.StateBytes);
    }

    [Fact]
    public void Measure_StopsAtItsSegments_FindsNothingPastThemAndTheBytesOfARequest()
    {
        var profile = Measure(new SlowSteps(_clock, stepMs: 10, segments: 4), Points((1, 20), (2, 40)))!;
        Assert.All(profile.Stops, s => Assert.Equal(0, s.DelayNs));
        // Four steps done of a batch of two: 40 bytes.
        Assert.Equal(20, profile.StateBytes);
    }

    [Fact]
    public void Measure_SegmentsThatOnlyRestart_AreNoExitPoints()
    {
        var profile = Measure(new SlowSteps(_clock, stepMs: 8, segments: 4), Points((2, 40)), PreemptionKind.Restart)!;
        Assert.Equal((0, 4 * NsPerMs, 0), (profile.ExitPoints, profile.Stops[0].DelayNs, profile.StateBytes));
    }

    [Fact]
    public void Measure_RunsOverAFifthOfASecond_StopsTheLongestThatIsShorter()
    {
        Assert.All(Measure(new SlowSteps(_clock, stepMs: 1, segments: 1), Points((1, 150), (2, 300)))!.Stops, s => Assert.Equal(150 * NsPerMs, s.TotalNs));
    }

    [Fact]
    public void Measure_AllRunsLong_StopsTheShortestAndEndsInTime()
    {
        var profile = Measure(new SlowSteps(_clock, stepMs: 100, segments: 1), Points((1, 800), (2, 1600)))!;
        Assert.Equal(2, profile.Stops.Count);
    }

    [Fact]
    public void Measure_DoneBeforeTheStop_IsNothing()
    {
        Assert.Null(Measure(new SlowSteps(_clock, stepMs: 0, segments: 1), Points((1, 40))));
    }

    [Fact]
    public void Measure_RunFails_IsNothing()
    {
        Assert.Null(Measure(new SlowSteps(_clock, stepMs: -1, segments: 1), Points((1, 40))));
    }

    private StopProfile? Measure(ILoadedModel model, IReadOnlyList<LatencyPoint> points, PreemptionKind kind = PreemptionKind.Suspend) =>
        new StopProfiler(_clock, NullLogger<StopProfiler>.Instance).Measure(model, [new ShapeProfile(new BucketKey([4]), 4, points)], kind);

    private static List<LatencyPoint> Points(params (int Batch, long Ms)[] points) => [.. points.Select(p => new LatencyPoint(p.Batch, p.Ms * NsPerMs))];

    /// <summary>Runs 20 ms a request in steps, between which it can stop.</summary>
    private sealed class SlowSteps(TimerClock clock, int stepMs, int segments) : ILoadedModel
    {
        public ModelDefinition Definition { get; } =
            new("m", 1, "", new ModelConfig("g", "test", 1000, 1, 2, null, [new InputConfig("x", TensorDatatype.Fp32, [AxisConfig.Fixed(4)], 0, null)], [], []));

        public int Segments => segments;

        public string? FindFault(InferenceRequest request) => null;

        public BucketKey BucketOf(InferenceRequest request) => new([4]);

        public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch) => new Run(clock, stepMs, segments);

        public void WarmUp()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Run(TimerClock clock, int stepMs, int segments) : IBatchRun
    {
        private const int Steps = 100;
        private const int BytesPerStep = 10;
        private int _done;

        public bool CanResume => segments > 1;

        public long StateBytes => CanResume ? BytesPerStep * _done : 0;

        public BatchOutputs Continue(StopFlag stop)
        {
            if (stepMs < 0)
                throw new ModelRunException("m", "no kernel");
            for (; _done < Steps; _done++)
            {
                if (stop.IsRequested)
                    throw new BatchStoppedException();
                clock.Advance(TimeSpan.FromMilliseconds(stepMs));
            }

            return new BatchOutputs([], []);
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Moves when told, and calls timers at their instant on the way.</summary>
    private sealed class TimerClock : TimeProvider
    {
        private readonly List<OneShot> _timers = [];
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            var timer = new OneShot(_timers, _now + dueTime, () => callback(state));
            _timers.Add(timer);
            return timer;
        }

        public void Advance(TimeSpan by)
        {
            var end = _now + by;
            while (_timers.Where(t => t.At <= end).MinBy(t => t.At) is { } due)
            {
                _timers.Remove(due);
                _now = due.At;
                due.Fire();
            }

            _now = end;
        }

        private sealed record OneShot(List<OneShot> Timers, TimeSpan At, Action Fire) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

            public void Dispose() => Timers.Remove(this);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
