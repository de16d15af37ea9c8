using Shepherd.GpuWorker.Models;
using Shepherd.GpuWorker.Serving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Lifecycle;

/// <summary>What a model takes of a device's memory on one lane: its weights, and its sessions' arena.</summary>
internal static class MemoryFigure
{
    /// <summary>Of a model that is not loaded: as configured, else its files and the largest batch that goes in. What layers pass on to each other is not known yet.</summary>
    public static long Expect(ModelDefinition definition)
    {
        if (definition.Config.MemoryBytes is { } configured)
            return configured;
        var inputs = definition.Config.Inputs.Sum(i => i.LargestExtents().Aggregate((double)i.Datatype.ElementBytes(), (product, extent) => product * extent));
        return RepositoryFiles.WeightBytes(definition.Directory) + (long)(inputs * definition.Config.MaxBatch);
    }

    /// <summary>
    /// Of one that was loaded and warmed: as configured; else its measured profile, or what the process grew by, if nothing served meanwhile and the device is the processor, but never less than was expected; else what the version
    /// before it needed beyond its weights, with its own.
    /// </summary>
    /// <param name="definition">The model.</param>
    /// <param name="grownBytes">What the process grew by for a lane; null where that says nothing.</param>
    /// <param name="before">The version before it; null when there was none.</param>
    /// <param name="lanes">Lanes that share a device.</param>
    public static long Find(ModelDefinition definition, long? grownBytes, ServedModel? before, int lanes)
    {
        var expected = Expect(definition);
        if (definition.Config.MemoryBytes is not null)
            return expected * lanes;
        if (grownBytes is { } grown)
            return Math.Max(expected, grown) * lanes;
        if (before is null || before.Definition.Config.MemoryBytes is not null)
            return expected * lanes;
        return Math.Max(expected * lanes, before.MemoryBytes + ((expected - before.ExpectedBytes) * lanes));
    }
}
