using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;
using Shepherd.Tests.Shared;

namespace Shepherd.GpuWorker.Tests.Profiling;

/// <summary>A model of one free axis whose runs take what a rule says, on a clock that only they move.</summary>
internal sealed class TimedModel : ILoadedModel
{
    private readonly RequestContract _contract;
    private readonly ManualClock _clock;
    private readonly Func<Run, TimeSpan> _rule;

    /// <param name="clock">Moves by each run's time.</param>
    /// <param name="axis">Of its only input, FP32.</param>
    /// <param name="maxBatch">Largest batch.</param>
    /// <param name="rule">What a run takes.</param>
    /// <param name="directory">Where its files are.</param>
    public TimedModel(ManualClock clock, AxisConfig axis, int maxBatch, Func<Run, TimeSpan> rule, string directory = "")
    {
        (_clock, _rule) = (clock, rule);
        var input = new InputConfig("x", TensorDatatype.Fp32, [axis], 0, null);
        Definition = new ModelDefinition("m", 1, directory, new ModelConfig("g", "test", 1000, 1, maxBatch, null, [input], [], []));
        _contract = new RequestContract(Definition);
    }

    public List<Run> Runs { get; } = [];

    public ModelDefinition Definition { get; }

    public int Segments => 1;

    public string? FindFault(InferenceRequest request) => _contract.FindFault(request);

    public BucketKey BucketOf(InferenceRequest request) => _contract.BucketOf(request);

    public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch) => new WholeRun(_ =>
    {
        var extent = BucketOf(batch[0]).Extents[0];
        var run = new Run(extent, batch.Count, Runs.Count(r => r.Extent == extent && r.Batch == batch.Count));
        Runs.Add(run);
        _clock.Advance(_rule(run));
        return new BatchOutputs([], []);
    });

    public void WarmUp()
    {
    }

    public void Dispose()
    {
    }
}

/// <param name="Extent">Of its requests.</param>
/// <param name="Batch">Requests.</param>
/// <param name="Earlier">Runs before it of the same extent and size.</param>
internal sealed record Run(long Extent, int Batch, int Earlier);
