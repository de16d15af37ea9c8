using Shepherd.GpuWorker.Driving;
using Shepherd.GpuWorker.Peers;
using Shepherd.GpuWorker.Peers.Wire;
using Shepherd.GpuWorker.Runtimes;
using Shepherd.GpuWorker.Tests.Driving;
using Shepherd.Schemas;

namespace Shepherd.GpuWorker.Tests.Peers;

public sealed class PayloadTests
{
    private static readonly Tensor[] Tensors =
    [
        new("x", TensorDatatype.Fp32, [1, 2], new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }),
        new("é", TensorDatatype.Bytes, [], Array.Empty<byte>()),
    ];

    [Fact]
    public void BatchFrame_RoundTrip_IsTheSameAndSlicesTheFrame()
    {
        var (header, payload) = Batch(out _);
        var frame = BatchFrame.Read(header, payload);
        Assert.Equal((new Epoch(3, 4), "model", "7", 2), (frame.Epoch, frame.Model, frame.Version, frame.Requests.Count));
        Assert.Equal(["0", "1"], frame.Requests.Select(r => r.Id));
        Assert.All(frame.Requests, r => Assert.Equal(["y"], r.Outputs));
        Assert.All(frame.Requests, r => Assert.Equal(Tensors.Select(Text), r.Inputs.Select(Text)));
        payload.Memory.Span.Fill(0xee);
        Assert.Equal(0xee, frame.Requests[1].Inputs[0].Data.Span[0]);
        payload.Dispose();
    }

    [Fact]
    public void BatchFrame_CutAnywhere_IsAFault()
    {
        var (header, payload) = Batch(out var bytes);
        using (payload)
        {
            for (var length = 0; length < bytes; length++)
            {
                using var cut = new FramePayload(length);
                payload.Memory[..length].CopyTo(cut.Memory);
                Assert.Throws<PeerProtocolException>(() => BatchFrame.Read(header, cut));
            }
        }
    }

    [Fact]
    public void BatchFrame_AnyByteChanged_IsAFaultOrABatch()
    {
        var (header, payload) = Batch(out var bytes);
        using (payload)
        {
            for (var at = 0; at < bytes; at++)
            {
                foreach (var value in new byte[] { 0, 1, 127, 128, 255 })
                {
                    var was = payload.Memory.Span[at];
                    payload.Memory.Span[at] = value;
                    try
                    {
                        Assert.NotEmpty(BatchFrame.Read(header, payload).Requests);
                    }
                    catch (PeerProtocolException e)
                    {
                        Assert.NotEmpty(e.Message);
                    }

                    payload.Memory.Span[at] = was;
                }
            }
        }
    }

    [Fact]
    public void AnswersFrame_RoundTrip_IsTheSame()
    {
        using var outputs = new BatchOutputs([Tensors, []], []);
        var frame = AnswersFrame.Read(Written(out var payload, (head, data) => AnswersFrame.Write(head, data, 1, 2, outputs, null)), payload, batch: 3);
        Assert.Equal((1, 2), (frame.First, frame.Count));
        Assert.Equal(Tensors.Select(Text), frame.Outputs!.PerRequest[0].Select(Text));
        Assert.Empty(frame.Outputs.PerRequest[1]);
        frame.Outputs.Dispose();
    }

    [Fact]
    public void AnswersFrame_Failure_KeepsItsReason()
    {
        var header = Written(out var payload, (head, data) => AnswersFrame.Write(head, data, 0, 1, null, new InvalidOperationException("no memory")));
        var frame = AnswersFrame.Read(header with { Flag = true }, payload, batch: 1);
        Assert.Null(frame.Outputs);
        Assert.Equal("no memory", frame.Failure!.Message);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(1, int.MaxValue)]
    public void AnswersFrame_ToRequestsThatAreNot_IsAFault(int first, int count)
    {
        var header = Written(out var payload, (head, _) =>
        {
            head.PutInt32(first);
            head.PutInt32(count);
        });
        using (payload)
            Assert.Throws<PeerProtocolException>(() => AnswersFrame.Read(header, payload, batch: 3));
    }

    [Fact]
    public void Greeting_RoundTrip_IsTheSame()
    {
        Written(out var hello, (head, _) => Greeting.Write(head, new Hello("lead", new Epoch(1, 2))));
        using (hello)
            Assert.Equal(new Hello("lead", new Epoch(1, 2)), Greeting.ReadHello(hello));
        Written(out var payload, (head, _) => Greeting.Write(head, new Welcome("w", ["cpu:0"], [("m", "1")], 5)));
        using (payload)
            Assert.Equivalent(new Welcome("w", ["cpu:0"], [("m", "1")], 5), Greeting.ReadWelcome(payload), strict: true);
    }

    [Fact]
    public void Greeting_OfAnotherVersionOrKind_SaysWhatToDo()
    {
        Written(out var payload, (head, _) => Greeting.Write(head, new Hello("lead", default)));
        using (payload)
        {
            payload.Memory.Span[Greeting.Magic.Length]++;
            Assert.Contains("run one release", Assert.Throws<PeerProtocolException>(() => Greeting.ReadHello(payload)).Message, StringComparison.Ordinal);
            payload.Memory.Span[0] = 0;
            Assert.Contains("no worker of Shepherd", Assert.Throws<PeerProtocolException>(() => Greeting.ReadHello(payload)).Message, StringComparison.Ordinal);
        }
    }

    private static (FrameHeader Header, FramePayload Payload) Batch(out long bytes)
    {
        WorkItem[] batch = [.. Enumerable.Range(0, 2).Select(i => VirtualWorker.Request(i, 0, 0, 1, new InferenceRequest($"{i}", "model", Tensors) { Outputs = ["y"] }))];
        long written = 0;
        var header = Written(out var payload, (head, data) => written = BatchFrame.Write(head, data, new Epoch(3, 4), "model", "7", batch));
        Assert.Equal(payload.Length, written);
        bytes = written;
        return (header, payload);
    }

    private static FrameHeader Written(out FramePayload payload, Action<PooledBufferWriter, List<ReadOnlyMemory<byte>>> write)
    {
        using var head = new PooledBufferWriter();
        var data = new List<ReadOnlyMemory<byte>>();
        write(head, data);
        byte[] whole = [.. head.WrittenSpan, .. data.SelectMany(d => d.ToArray())];
        payload = new FramePayload(whole.Length);
        whole.CopyTo(payload.Memory);
        return new FrameHeader(FrameKind.Run, whole.Length, Number: head.WrittenCount);
    }

    private static string Text(Tensor tensor) => $"{tensor.Name} {tensor.Datatype} {string.Join(',', tensor.Shape)} {Convert.ToHexString(tensor.Data.Span)}";
}
