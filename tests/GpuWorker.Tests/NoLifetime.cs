using Microsoft.Extensions.Hosting;

namespace Shepherd.GpuWorker.Tests;

/// <summary>A host that nobody may stop: a part that asks for it has failed.</summary>
internal sealed class NoLifetime : IHostApplicationLifetime
{
    public CancellationToken ApplicationStarted => default;

    public CancellationToken ApplicationStopping => default;

    public CancellationToken ApplicationStopped => default;

    public void StopApplication() => throw new InvalidOperationException("a part of the worker failed for good");
}
