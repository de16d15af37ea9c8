using Shepherd.GpuWorker.Runtimes;
#if TORCH
using Microsoft.Extensions.Logging.Abstractions;
using Shepherd.GpuWorker.Runtimes.Torch;
#endif

namespace Shepherd.GpuWorker.Tests.Runtimes.Torch;

/// <summary>The torch runtime, where this build has it and libtorch loads; else the tests that want it are skipped.</summary>
internal static class TorchHere
{
#if TORCH
    public static IModelRuntime Runtime
    {
        get
        {
            Skip.If(Libtorch.FindFault() is not null, $"libtorch cannot be loaded ({Libtorch.FindFault()})");
            return new TorchRuntime(NullLogger<TorchRuntime>.Instance);
        }
    }

    /// <summary>Tells after each piece of a run how many are done.</summary>
    public static void OnStep(ILoadedModel model, Action<int> stepped) => ((TorchModel)model).Stepped = stepped;
#else
    public static IModelRuntime Runtime
    {
        get
        {
            Skip.If(true, "TorchSharp is not in this build: NuGet has none here");
            throw new NotSupportedException();
        }
    }

    public static void OnStep(ILoadedModel model, Action<int> stepped) => throw new NotSupportedException();
#endif
}
