using Microsoft.ML.OnnxRuntime;

namespace Shepherd.Onnx.Segments;

/// <summary>
/// One arena for the sessions of all chains. With one each, a segment would find none of its memory in the caches, where the whole model uses the same few buffers from its first operator to its last.
/// </summary>
internal static class SharedArena
{
    private static readonly Lazy<bool> Registered = new(Register);

    /// <summary>Makes sessions with these options use it.</summary>
    public static void Use(SessionOptions options)
    {
        if (Registered.Value)
            options.AddSessionConfigEntry("session.use_env_allocators", "1");
    }

    private static bool Register()
    {
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        // No limit; grows by doubling; first block and waste as ONNX Runtime has them.
        using var terms = new OrtArenaCfg(maxMemory: 0, arenaExtendStrategy: -1, initialChunkSizeBytes: -1, maxDeadBytesPerChunk: -1);
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, terms);
        return true;
    }
}
