using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Shepherd.GpuWorker.Runtimes.Onnx;

/// <summary>Execution providers by the names that a lane's options use.</summary>
internal static class OnnxProviders
{
    public const string Cuda = "cuda";
    public const string TensorRt = "tensorrt";

    /// <summary>Adds the lane's provider to a session's options; the CPU needs none.</summary>
    /// <returns>What is wrong with the provider, or null.</returns>
    public static string? Append(SessionOptions options, LaneOptions lane)
    {
        try
        {
            switch (lane.Provider)
            {
                case LaneOptions.Cpu:
                    return null;
                case Cuda:
                    options.AppendExecutionProvider_CUDA(lane.Device);
                    return null;
                case TensorRt:
                    options.AppendExecutionProvider_Tensorrt(lane.Device);
                    return null;
                default:
                    return $"there is no provider '{lane.Provider}'; choose {LaneOptions.Cpu}, {Cuda} or {TensorRt}";
            }
        }
        catch (Exception fault) when (fault is EntryPointNotFoundException or OnnxRuntimeException)
        {
            var available = string.Join(", ", OrtEnv.Instance().GetAvailableProviders());
            return $"provider '{lane.Provider}' cannot be used: {fault.Message} This ONNX Runtime has {available}; install its GPU package and driver, or choose {LaneOptions.Cpu}";
        }
    }
}
