using Shepherd.GpuWorker.Driving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Peers.Wire;

/// <summary>
/// A batch as it travels: <c>epoch model version count:i32 (id outputs:u16 name* inputs:u16 tensor-head*)*</c>, then the elements of all tensors. They are slices of the record buffers on one side,
/// and of the frame's on the other: none is copied in between.
/// </summary>
/// <param name="Epoch">Since which its lead leads.</param>
/// <param name="Model">Model name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Requests">At least one.</param>
internal sealed record BatchFrame(Epoch Epoch, string Model, string Version, IReadOnlyList<InferenceRequest> Requests)
{
    /// <summary>Writes the head, and lists what follows it.</summary>
    /// <returns>Bytes of the whole payload.</returns>
    public static long Write(PooledBufferWriter head, List<ReadOnlyMemory<byte>> data, Epoch epoch, string model, string version, WorkItem[] batch)
    {
        head.PutEpoch(epoch);
        head.PutText(model);
        head.PutText(version);
        head.PutInt32(batch.Length);
        foreach (var item in batch)
        {
            head.PutText(item.Id);
            head.PutUInt16(item.Request.Outputs.Count);
            foreach (var output in item.Request.Outputs)
                head.PutText(output);
            head.PutUInt16(item.Request.Inputs.Count);
            foreach (var input in item.Request.Inputs)
                head.PutTensor(input, data);
        }

        long bytes = head.WrittenCount;
        foreach (var part in data)
            bytes += part.Length;
        return bytes;
    }

    /// <exception cref="PeerProtocolException">The payload is no batch.</exception>
    public static BatchFrame Read(FrameHeader header, FramePayload payload)
    {
        var source = new PeerReader(payload.Memory, header.Number, FrameKind.Run);
        var epoch = source.TakeEpoch();
        var (model, version) = (source.TakeText(), source.TakeText());
        var requests = new InferenceRequest[source.TakeCount(PeerLimits.BatchMax, "requests")];
        if (requests.Length == 0)
            throw new PeerProtocolException("a batch of no requests");
        for (var i = 0; i < requests.Length; i++)
        {
            var id = source.TakeText();
            string[] outputs = source.TakeUInt16() is > 0 and var names ? new string[names] : [];
            for (var output = 0; output < outputs.Length; output++)
                outputs[output] = source.TakeText();
            var inputs = new Tensor[source.TakeUInt16()];
            for (var input = 0; input < inputs.Length; input++)
                inputs[input] = source.TakeTensor();
            requests[i] = new InferenceRequest(id, model, inputs) { ModelVersion = version, Outputs = outputs };
        }

        source.End();
        return new BatchFrame(epoch, model, version, requests);
    }
}
