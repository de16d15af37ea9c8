namespace Shepherd.GpuWorker.Runtimes;

/// <summary>A model fails whatever it is given: a request was not tried alone any more.</summary>
internal sealed class ModelBrokenException(string message) : Exception(message);
