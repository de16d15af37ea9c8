using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Profiling.Measuring;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Benchmarks;

/// <summary>A request of noise for a model.</summary>
/// <param name="Value">The record's value, in Avro.</param>
/// <param name="Group">Model group that carries it.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
public sealed record NoiseRequest(byte[] Value, string Group, int MaxBatch)
{
    /// <summary>Makes one.</summary>
    /// <param name="model">See <see cref="ProfileRequest"/>.</param>
    /// <param name="repository">Model repository.</param>
    /// <param name="shape">See <see cref="ProfileRequest.Shapes"/>; null: the smallest.</param>
    /// <exception cref="ArgumentException">There is no such model, or it takes no such shape.</exception>
    public static NoiseRequest Of(string model, string repository, string? shape)
    {
        using var source = ModelSource.Find(model, repository, ProfileRequest.FileMaxBatch);
        var config = source.Definition.Config;
        var random = new Random(1);
        var blank = shape is null
            ? WarmUpRequests.Blank(config, new WarmUpRun(1, [.. config.Inputs.Select(i => i.SmallestExtents())]))
            : GivenShapes.Request(source.Definition, shape);
        using var writer = new PooledBufferWriter();
        RequestCodec.Encode(new InferenceRequest("", "", [.. blank.Inputs.Select(i => i with { Data = BareModel.Noise(i, random) })]), ContentTypes.Avro, writer);
        return new NoiseRequest(writer.WrittenSpan.ToArray(), config.Group, config.MaxBatch);
    }
}
