using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Shepherd.GpuWorker.Intake;
using Shepherd.GpuWorker.Telemetry;
using Shepherd.Schemas.Kafka;

namespace Shepherd.GpuWorker.Tests.Intake;

public sealed class IntakePausesTests
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
    public void Follow_WorkerIsFullAsWell_WhatIsPausedIsNotPausedAgainNorResumedTooSoon()
    {
        Take(_pauses.GateOf("a"), 8);
        _pauses.Follow(Assigned);
        Take(_worker, 100);
        _pauses.Follow(Assigned);
        Assert.Equal(["pause a/0 a/1", "pause b/0"], _partitions.Asked);
        for (var i = 0; i < 8; i++)
            _pauses.GateOf("a").Release(1);
        _pauses.Follow(Assigned);
        Assert.Equal(2, _partitions.Asked.Count);
        for (var i = 0; i < 100; i++)
            _worker.Release(1);
        _pauses.Follow(Assigned);
        Assert.Equal("resume a/0 a/1 b/0", _partitions.Asked[^1]);
    }

    [Fact]
    public void Follow_PausesOften_IsCountedEachTimeAndToldOnce()
    {
        for (var i = 0; i < 5; i++)
        {
            Take(_pauses.GateOf("a"), 8);
            _pauses.Follow(Assigned);
            for (var record = 0; record < 8; record++)
                _pauses.GateOf("a").Release(1);
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
