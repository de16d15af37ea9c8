using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Models;

/// <summary>A request that a model of a repository takes: zeroes in the shape that it is warmed up with, alone.</summary>
/// <param name="Model">Its model.</param>
/// <param name="Group">Its model group.</param>
/// <param name="Request">The request.</param>
public sealed record SampleRequest(string Model, string Group, InferenceRequest Request)
{
    /// <summary>For the first model by name whose configuration can be read; null where there is none.</summary>
    /// <param name="root">The repository.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such repository.</exception>
    public static SampleRequest? Find(string root) => ModelRepository.Scan(root).Models
        .Select(model => new SampleRequest(model.Name, model.Config.Group, WarmUpRequests.Blank(model.Config, model.Config.WarmUp[0]) with { Id = "", Model = model.Name }))
        .FirstOrDefault();
}
