namespace Shepherd.GpuWorker.Runtimes;

/// <summary>The batch ended at an exit point because its stop flag was raised.</summary>
internal sealed class BatchStoppedException(Exception? inner = null) : OperationCanceledException("the batch was stopped", inner);
