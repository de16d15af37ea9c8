using System.Buffers;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Runtimes;

/// <summary>Outputs of one batch. Their bytes lie in pooled buffers and are valid until this is disposed.</summary>
/// <param name="perRequest">Wire tensors, batch extent 1 first, per request in the batch's order.</param>
/// <param name="rented">Buffers from the shared pool, given back on disposal.</param>
internal sealed class BatchOutputs(IReadOnlyList<IReadOnlyList<Tensor>> perRequest, IReadOnlyList<byte[]> rented) : IDisposable
{
    private IReadOnlyList<byte[]>? _rented = rented;

    public IReadOnlyList<IReadOnlyList<Tensor>> PerRequest { get; } = perRequest;

    public void Dispose()
    {
        // Exchanged, since giving one buffer back twice would hand it to two renters.
        foreach (var buffer in Interlocked.Exchange(ref _rented, null) ?? [])
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
