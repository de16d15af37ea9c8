using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Driving;

/// <summary>A lane whose batches end badly: no exception leaves its thread, where it would end the process.</summary>
public sealed class LaneTests : IDisposable
{
    private readonly LaneHarness _harness = new(new TwoOutputs());

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Run_RuntimeGivesTooFewOutputs_ThoseWithoutHaveTheirOutcomeToo()
    {
        _harness.Lane.Run([_harness.Item(0, []), _harness.Item(1, []), _harness.Item(2, [])]);

        await Eventually.BecomesTrueAsync(() => _harness.Gate.Records == 0, "every request has its outcome");

        Assert.Equal([("r-0", "OK"), ("r-1", "OK"), ("r-2", "RUNTIME_ERROR")], await _harness.ResultsAsync(3));
        Assert.Empty(_harness.Failed);
    }

    [Fact]
    public async Task Run_NothingCanBePublished_IsToldAndTheLaneRunsOn()
    {
        _harness.Lane.Run([_harness.Item(0, headers: null)]);
        await Eventually.BecomesTrueAsync(() => !_harness.Failed.IsEmpty, "the lane says that it cannot answer");

        _harness.Lane.Run([_harness.Item(1, [])]);

        await Eventually.BecomesTrueAsync(() => _harness.Events.Count == 2, "the second batch runs");
        Assert.Empty(_harness.Tracker.ToCommit());
    }

    /// <summary>A runtime at fault: it answers two requests of a batch at most.</summary>
    private sealed class TwoOutputs : ILoadedModel
    {
        public ModelDefinition Definition { get; } = new("m", 1, "", new ModelConfig("g", "test", 1000, 1, 8, null, [], [], []));

        public int Segments => 1;

        public string? FindFault(InferenceRequest request) => null;

        public BucketKey BucketOf(InferenceRequest request) => new([]);

        public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch) =>
            new WholeRun(_ => new BatchOutputs([.. batch.Take(2).Select(_ => (IReadOnlyList<Tensor>)[])], []));

        public void WarmUp()
        {
        }

        public void Dispose()
        {
        }
    }
}
