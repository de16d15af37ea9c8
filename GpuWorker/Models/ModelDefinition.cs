using System.Globalization;
using Shepherd.Schemas.Control;

namespace Shepherd.GpuWorker.Models;

/// <summary>One version of a model in the repository, its configuration read and checked; its weights not looked at.</summary>
/// <param name="Name">Name of the model's directory.</param>
/// <param name="Version">Name of the version's directory, a positive integer.</param>
/// <param name="Directory">Path of the version's directory.</param>
/// <param name="Config">What its config.yaml says.</param>
internal sealed record ModelDefinition(string Name, int Version, string Directory, ModelConfig Config)
{
    /// <summary>What the catalog topic says of the model: wire datatypes and wire shapes, batch axis first as -1.</summary>
    public CatalogEntry ToCatalogEntry() => new(
        Name,
        Version.ToString(CultureInfo.InvariantCulture),
        Config.Group,
        Config.SloMs,
        Config.Priority,
        Config.MaxBatch,
        Config.Runtime,
        [.. Config.Inputs.Select(input => new TensorSpec(input.Name, input.WireDatatype, input.WireShape()))],
        [.. Config.Outputs.SelectMany(output => output.WireTensors())]);
}
