using Shepherd.GpuWorker.Models;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>Makes requests of zeroes, so that a warm-up takes the same way as a real batch.</summary>
internal static class WarmUpRequests
{
    public static InferenceRequest Blank(ModelConfig config, WarmUpRun run) =>
        new("warm-up", "", [.. config.Inputs.Zip(run.Extents, Blank)]);

    private static Tensor Blank(InputConfig input, long[] extents)
    {
        var shape = input.WireShape();
        shape[0] = 1;
        long bytes = input.WireDatatype.ElementBytes();
        for (var axis = 0; axis < extents.Length; axis++)
        {
            shape[1 + input.WireAxis(axis)] = extents[axis];
            bytes *= extents[axis];
        }

        return new Tensor(input.Name, input.WireDatatype, shape, new byte[bytes]);
    }
}
