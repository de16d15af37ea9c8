using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>Shorthand for those who run batches to their end.</summary>
internal static class LoadedModelExtensions
{
    /// <summary>Runs a batch in one go; what it kept is gone when this returns.</summary>
    /// <returns>See <see cref="IBatchRun.Continue"/>.</returns>
    public static BatchOutputs Run(this ILoadedModel model, IReadOnlyList<InferenceRequest> batch, StopFlag stop)
    {
        using var run = model.Begin(batch);
        return run.Continue(stop);
    }
}
