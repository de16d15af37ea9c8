namespace Shepherd.GpuWorker.Runtimes;

/// <summary>A model cannot be loaded; the message names the file, the reason and the remedy.</summary>
internal sealed class ModelLoadException(string file, string reason, Exception? inner = null) : Exception($"{file}: {reason}", inner)
{
    public string File { get; } = file;
}
