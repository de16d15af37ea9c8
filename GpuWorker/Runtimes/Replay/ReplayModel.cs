using Shepherd.Core.Primitives;
using Shepherd.Core.Profiles;
using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Tensors;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes.Replay;

/// <summary>A profile on one lane.</summary>
internal sealed class ReplayModel : ILoadedModel
{
    private readonly ReplayConfig _profile;
    private readonly LaneLatency _latency;
    private readonly RequestContract _contract;
    private readonly SeededRandom _random;
    private readonly ReplayClock _clock;
    private readonly byte[] _zeroes;

    /// <param name="definition">The model.</param>
    /// <param name="profile">What it takes.</param>
    /// <param name="lane">Where. Each device draws its own jitter, and the same in every run.</param>
    /// <param name="device">What it shares with the lanes beside it.</param>
    /// <param name="time">What time it is.</param>
    public ReplayModel(ModelDefinition definition, ReplayConfig profile, LaneOptions lane, ReplayDevice device, TimeProvider time)
    {
        (Definition, _profile) = (definition, profile);
        // The profile is the whole device's; what a share of it takes is the simulator's rule.
        _latency = new LaneLatency(new TableLatency(profile.Latency), lane.LanesOfDevice, definition.Config.MaxBatch);
        _contract = new RequestContract(definition);
        _random = new SeededRandom((ulong)lane.Device);
        _clock = new ReplayClock(time, device, profile.Contention);
        _zeroes = new byte[(int)(definition.Config.MaxBatch * definition.Config.Outputs.Max(ItemBytes))];
    }

    public ModelDefinition Definition { get; }

    /// <summary>Bytes of an output for one request; a free extent is 1. A double, since extents may multiply to more than any integer holds.</summary>
    public static double ItemBytes(OutputConfig output) => Shape(output).Aggregate((double)output.Datatype.ElementBytes(), (product, extent) => product * extent);

    public int Segments => Definition.Config.Segments;

    /// <summary>To measure it would be to measure the timer.</summary>
    public ILatencyModel KnownLatency => _latency;

    public string? FindFault(InferenceRequest request) => _contract.FindFault(request);

    public BucketKey BucketOf(InferenceRequest request) => _contract.BucketOf(request);

    public IBatchRun Begin(IReadOnlyList<InferenceRequest> batch)
    {
        if (batch.Count == 0 || batch.Count > Definition.Config.MaxBatch)
            throw new ArgumentException($"a batch of {batch.Count}; model '{Definition.Name}' takes 1 to {Definition.Config.MaxBatch}", nameof(batch));
        var durationNs = _latency.EstimateNs(bucket: 0, batch.Count) * Jitter();
        return new ReplayRun((long)durationNs, Segments, batch.Count * _profile.StateBytes, _clock, () => Answer(batch));
    }

    public void WarmUp()
    {
        // There is nothing to warm, and who starts a hundred of them would wait for it.
    }

    public void Dispose()
    {
    }

    private double Jitter()
    {
        // A log-normal of mean 1, as measured durations are: never negative, with a tail to the right.
        var variance = Math.Log(1 + (_profile.Jitter * _profile.Jitter));
        return variance == 0 ? 1 : Math.Exp((Math.Sqrt(variance) * _random.NextNormal()) - (variance / 2));
    }

    private BatchOutputs Answer(IReadOnlyList<InferenceRequest> batch)
    {
        var collector = new OutputCollector(Definition.Name, batch.Count);
        foreach (var output in Definition.Config.Outputs)
            collector.Add(output, [batch.Count, .. Shape(output)], _zeroes.AsSpan(0, (int)(batch.Count * ItemBytes(output))));
        return collector.Finish(batch);
    }

    private static IEnumerable<long> Shape(OutputConfig output) => output.Shape.Select(extent => Math.Max(1L, extent));

}
