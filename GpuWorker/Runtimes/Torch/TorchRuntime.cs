using System.Runtime.InteropServices;
using Shepherd.GpuWorker.Models;
using TorchSharp;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>Serves <c>model.pt</c>, a TorchScript module, with libtorch. In the build only where its packages restore.</summary>
/// <param name="logger">Told which models are served whole though they ask for segments.</param>
internal sealed partial class TorchRuntime(ILogger<TorchRuntime> logger) : IModelRuntime
{
    public const string RuntimeName = "torch";

    public const string ModelFile = "model.pt";

    private const string Cuda = "cuda";

    public string Name => RuntimeName;

    public ILoadedModel Load(ModelDefinition model, LaneOptions lane)
    {
        var config = Path.Combine(model.Directory, ModelRepository.ConfigFile);
        if (TorchDatatypes.FindFault(model.Config) is { } fault)
            throw new ModelLoadException(config, fault);
        var file = Path.Combine(model.Directory, ModelFile);
        if (!File.Exists(file))
            throw new ModelLoadException(file, "no such file; save the module there with torch.jit.save");
        var device = FindDevice(file, lane);
        var module = Open(file, device);
        var threads = model.Config.Threads ?? lane.Threads;
        return new TorchModel(model, module, device, threads, Cut(model, module, device));
    }

    private static torch.Device FindDevice(string file, LaneOptions lane)
    {
        if (Libtorch.FindFault() is { } fault)
            throw new ModelLoadException(file, $"libtorch cannot be loaded: {fault}");
        return lane.Provider switch
        {
            LaneOptions.Cpu => torch.CPU,
            Cuda when lane.Device < CountDevices() => torch.device(DeviceType.CUDA, lane.Device),
            Cuda => throw new ModelLoadException(file, $"device 'cuda:{lane.Device}' cannot be used: libtorch sees {CountDevices()} CUDA devices. Build with SHEPHERD_TORCH=cuda-linux and install the driver, or choose {LaneOptions.Cpu}"),
            _ => throw new ModelLoadException(file, $"there is no provider '{lane.Provider}' in the {RuntimeName} runtime; choose {LaneOptions.Cpu} or {Cuda}"),
        };
    }

    private static int CountDevices() => torch.cuda.is_available() ? torch.cuda.device_count() : 0;

    private static torch.jit.ScriptModule Open(string file, torch.Device device)
    {
        try
        {
            var module = torch.jit.load(file, device.type, device.index);
            module.eval();
            return module;
        }
        catch (ExternalException corrupt)
        {
            throw new ModelLoadException(file, $"libtorch refuses it: {TorchFaults.Describe(corrupt)}. Replace the file", corrupt);
        }
    }

    /// <summary>The pieces that a model runs in; null where it is served whole.</summary>
    private TorchChain? Cut(ModelDefinition model, torch.jit.ScriptModule module, torch.Device device)
    {
        if (model.Config.Segments == 1)
            return null;
        var chain = TorchChain.Of(module, model.Config.Segments);
        if (chain is null)
        {
            LogWhole(model.Name, $"it has neither two children nor {TorchChain.RangeMethod} and {TorchChain.StepsMethod}");
            return null;
        }

        if (TorchChainCheck.FindFault(model, module, device, chain) is not { } fault)
            return chain;
        chain.Dispose();
        LogWhole(model.Name, fault);
        return null;
    }

    [LoggerMessage(1, LogLevel.Warning, "Model {Model} is served whole, and cannot be suspended: {Reason}")]
    private partial void LogWhole(string model, string reason);
}
