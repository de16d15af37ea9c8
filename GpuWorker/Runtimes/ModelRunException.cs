namespace Shepherd.GpuWorker.Runtimes;

/// <summary>The runtime failed on a batch; the message names the model.</summary>
internal sealed class ModelRunException(string model, string reason, Exception? inner = null) : Exception($"model '{model}': {reason}", inner);
