using Shepherd.GpuWorker.Runtimes;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Wire;

/// <summary>
/// Outcomes of some requests of a batch: <c>first:i32 count:i32</c>, then either <c>reason</c> or <c>(outputs:u16 tensor-head*)*</c> and the elements of all tensors.
/// </summary>
/// <param name="First">Place of the first in its batch.</param>
/// <param name="Count">How many, at least one.</param>
/// <param name="Outputs">Theirs, whose bytes are the frame's; null where they failed. The owner of the frame disposes them.</param>
/// <param name="Failure">Why they failed.</param>
internal sealed record AnswersFrame(int First, int Count, BatchOutputs? Outputs, Exception? Failure)
{
    /// <summary>Writes the head, and lists what follows it.</summary>
    public static void Write(PooledBufferWriter head, List<ReadOnlyMemory<byte>> data, int first, int count, BatchOutputs? outputs, Exception? failure)
    {
        head.PutInt32(first);
        head.PutInt32(count);
        if (outputs is null)
        {
            head.PutText(failure?.Message ?? "");
            return;
        }

        foreach (var tensors in outputs.PerRequest)
        {
            head.PutUInt16(tensors.Count);
            foreach (var tensor in tensors)
                head.PutTensor(tensor, data);
        }
    }

    /// <summary>Reads them. The payload is theirs from then on.</summary>
    /// <exception cref="PeerProtocolException">The payload is none.</exception>
    public static AnswersFrame Read(FrameHeader header, FramePayload payload, int batch)
    {
        var source = new PeerReader(payload.Memory, header.Number, FrameKind.Answers);
        var (first, count) = (source.TakeInt32(), source.TakeInt32());
        if (first < 0 || count < 1 || count > batch - first)
            throw new PeerProtocolException($"answers to requests {first} to {first + (long)count - 1} of a batch of {batch}");
        if (header.Flag)
        {
            var failure = new PeerRunException(source.TakeText());
            source.End();
            payload.Dispose();
            return new AnswersFrame(first, count, null, failure);
        }

        var perRequest = new IReadOnlyList<Tensor>[count];
        for (var i = 0; i < count; i++)
        {
            var tensors = new Tensor[source.TakeUInt16()];
            for (var output = 0; output < tensors.Length; output++)
                tensors[output] = source.TakeTensor();
            perRequest[i] = tensors;
        }

        source.End();
        return new AnswersFrame(first, count, new BatchOutputs(perRequest, [payload.Release()]), null);
    }
}
