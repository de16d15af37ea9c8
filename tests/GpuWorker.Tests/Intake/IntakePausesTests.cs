using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Schemas.Kafka;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Intake;

public sealed class IntakePausesTests : IDisposable
{
    private static readonly Dictionary<(string Topic, int Partition), string> Assigned = new() { [("a", 0)] = "a", [("a", 1)] = "a", [("b", 0)] = "b" };

    private readonly Partitions _partitions = new();
    private readonly IntakeGate _worker = new(100, 1000);
    private readonly RecordingLog<IntakePausesTests> _log = new();
    private readonly Counter _counter = new();
    private readonly IntakePauses _pauses;

    public IntakePausesTests()
    {
        var options = new WorkerOptions
        {
            Kafka = new KafkaOptions { BootstrapServers = "localhost:1" },
            Models = "",
            GroupLimits = new Dictionary<string, InFlightLimit> { ["a"] = new(8, null), ["b"] = new(null, 50) },
        };
        Assert.Null(options.FindFault());
        _pauses = new IntakePauses(options, _worker, _partitions, TimeProvider.System, _log, _counter);
    }

    public void Dispose() => _pauses.Dispose();

    [Fact]
    public void Follow_GroupReachesItsRecords_OnlyItsPartitionsPauseUntilThreeQuarters()
    {
        Take(_pauses.GateOf("a"), 8);
        Assert.True(_pauses.IsFull("a"));
        Assert.False(_pauses.IsFull("b"));
        _pauses.Follow(Assigned);
        _pauses.Follow(Assigned);
        Assert.Equal(["pause a/0 a/1"], _partitions.Asked);
        Assert.Equal((true, false), (_pauses.IsPaused("a"), _pauses.IsPaused("b")));

        _pauses.GateOf("a").Release(1);
        _pauses.Follow(Assigned);
        Assert.Single(_partitions.Asked);
        _pauses.GateOf("a").Release(1);
        _pauses.Follow(Assigned);
        Assert.Equal(["pause a/0 a/1", "resume a/0 a/1"], _partitions.Asked);
    }

    [Fact]
    public void Follow_GroupReachesItsBytes_Pauses()
    {
        _pauses.GateOf("b").Take(49);
        _pauses.Follow(Assigned);
        Assert.Empty(_partitions.Asked);
        _pauses.GateOf("b").Take(1);
        _pauses.Follow(Assigned);
        Assert.Equal(["pause b/0"], _partitions.Asked);
    }

    [Fact]
    public void Follow_WorkerIsFullAsWell_NothingIsTakenAndTheClientIsLeftAlone()
    {
        Take(_pauses.GateOf("a"), 8);
        _pauses.Follow(Assigned);
        Assert.False(_pauses.IsHalted);
        Take(_worker, 100);
        _pauses.Follow(Assigned);
        Assert.True(_pauses.IsHalted);
        Release(_pauses.GateOf("a"), 8);
        _pauses.Follow(Assigned);
        Assert.Equal(["pause a/0 a/1"], _partitions.Asked);
        Release(_worker, 100);
        _pauses.Follow(Assigned);
        Assert.False(_pauses.IsHalted);
        Assert.Equal(["pause a/0 a/1", "resume a/0 a/1"], _partitions.Asked);
    }

    [Fact]
    public void Follow_EveryGroupIsFull_NothingIsTakenUntilOneHasRoom()
    {
        Take(_pauses.GateOf("a"), 8);
        _pauses.GateOf("b").Take(50);
        _pauses.Follow(Assigned);
        Assert.True(_pauses.IsHalted);
        Assert.Empty(_partitions.Asked);

        Release(_pauses.GateOf("a"), 2);
        _pauses.Follow(Assigned);
        Assert.False(_pauses.IsHalted);
        Assert.Equal(["pause b/0"], _partitions.Asked);
    }

    [Fact]
    public async Task WaitForRoom_RoomIsMade_ReturnsLongBeforeItsTime()
    {
        Take(_worker, 100);
        _pauses.Follow(Assigned);
        var waiting = Task.Factory.StartNew(() => _pauses.WaitForRoom(Timeout.InfiniteTimeSpan), TaskCreationOptions.LongRunning);
        Release(_worker, 24);
        _pauses.Follow(Assigned);
        Assert.True(_pauses.IsHalted);
        _worker.Release(1);
        await waiting.WaitAsync(Eventually.Patience);
        _pauses.Follow(Assigned);
        Assert.False(_pauses.IsHalted);
    }

    [Fact]
    public void Follow_PausesOften_IsCountedEachTimeAndToldOnce()
    {
        for (var i = 0; i < 5; i++)
        {
            Take(_pauses.GateOf("a"), 8);
            _pauses.Follow(Assigned);
            Release(_pauses.GateOf("a"), 8);
            _pauses.Follow(Assigned);
        }

        Assert.Equal(["a", "a", "a", "a", "a"], _counter.Paused);
        var line = Assert.Single(_log.Lines);
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Contains("model group a are paused until it has room: 8 of 8 requests", line.Text, StringComparison.Ordinal);
    }

    private static void Take(IntakeGate gate, int records)
    {
        for (var i = 0; i < records; i++)
            gate.Take(1);
    }

    private static void Release(IntakeGate gate, int records)
    {
        for (var i = 0; i < records; i++)
            gate.Release(1);
    }

    private sealed class Partitions : IPartitionPauses
    {
        public List<string> Asked { get; } = [];

        public void Pause(IReadOnlyList<TopicPartition> partitions) => Asked.Add($"pause {Text(partitions)}");

        public void Resume(IReadOnlyList<TopicPartition> partitions) => Asked.Add($"resume {Text(partitions)}");

        private static string Text(IReadOnlyList<TopicPartition> partitions) => string.Join(' ', partitions.Select(p => $"{p.Topic}/{p.Partition.Value}"));
    }

    private sealed class Counter : IServingEvents
    {
        public List<string> Paused { get; } = [];

        public void IntakePaused(string group) => Paused.Add(group);
    }
}
