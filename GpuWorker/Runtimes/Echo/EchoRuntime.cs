using Shepherd.GpuWorker.Models;

namespace Shepherd.GpuWorker.Runtimes.Echo;

/// <summary>
/// Answers a model's inputs as its outputs: the n-th output is the n-th input, gathered into the device's buffer and collected from there as a model's are. It is the path without a model, to try a set-up and to see what
/// the path itself costs.
/// </summary>
internal sealed class EchoRuntime : IModelRuntime
{
    public const string RuntimeName = "echo";

    public string Name => RuntimeName;

    public ILoadedModel Load(ModelDefinition model, LaneOptions lane)
    {
        var (inputs, outputs) = (model.Config.Inputs, model.Config.Outputs);
        for (var i = 0; i < outputs.Count; i++)
        {
            if (i >= inputs.Count || inputs[i].Datatype != outputs[i].Datatype || inputs[i].Axes.Count != outputs[i].Shape.Count)
                throw new ModelLoadException(Path.Combine(model.Directory, ModelRepository.ConfigFile), $"output '{outputs[i].Name}' must have an input of its place, datatype and rank: the echo runtime answers inputs");
        }

        return new EchoModel(model);
    }
}
