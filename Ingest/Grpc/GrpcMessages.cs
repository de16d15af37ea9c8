using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using Shepherd.Ingest.Faults;

namespace Shepherd.Ingest.Grpc;

/// <summary>One message each way: a byte that says whether it is compressed, its length as 4 big-endian bytes, the message.</summary>
internal static class GrpcMessages
{
    internal const int PrefixBytes = 5;

    /// <summary>Reads the one message of a unary call.</summary>
    /// <param name="body">Of the request.</param>
    /// <param name="parser">Of the message.</param>
    /// <param name="bytesMax">Longest message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FaultException">Compressed, too long, cut off, more than one, or no such message.</exception>
    internal static async Task<T> ReadAsync<T>(PipeReader body, MessageParser<T> parser, int bytesMax, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (FindLength(buffer, bytesMax) is { } length && (read.IsCompleted || buffer.Length > PrefixBytes + length))
                return Parse(body, buffer, length, parser);
            if (read.IsCompleted)
                throw new FaultException(FaultKind.Invalid, buffer.IsEmpty ? "the call has no message: a unary call takes one" : $"the message is cut off: its prefix has {buffer.Length} of {PrefixBytes} bytes");
            // Seen and kept: the reader waits for more.
            body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Writes a message with its prefix.</summary>
    internal static void Write(IMessage message, PipeWriter body)
    {
        var length = message.CalculateSize();
        var prefix = body.GetSpan(PrefixBytes);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)length);
        body.Advance(PrefixBytes);
        message.WriteTo(body);
    }

    private static T Parse<T>(PipeReader body, ReadOnlySequence<byte> buffer, long length, MessageParser<T> parser)
        where T : IMessage<T>
    {
        var rest = buffer.Length - PrefixBytes - length;
        if (rest < 0)
            throw new FaultException(FaultKind.Invalid, $"the message is cut off: its prefix says {length} bytes, {buffer.Length - PrefixBytes} came");
        if (rest > 0)
            throw new FaultException(FaultKind.Unimplemented, $"{rest} bytes follow the message: a unary call takes one message, streams are not served");
        try
        {
            var message = parser.ParseFrom(buffer.Slice(PrefixBytes, length));
            body.AdvanceTo(buffer.End);
            return message;
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new FaultException(FaultKind.Invalid, $"the message is no {typeof(T).Name}: {exception.Message}");
        }
    }

    private static long? FindLength(ReadOnlySequence<byte> buffer, int bytesMax)
    {
        if (buffer.Length < PrefixBytes)
            return null;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        if (prefix[0] != 0)
            throw new FaultException(FaultKind.Unimplemented, "the message is compressed: this front takes identity only");
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return length <= bytesMax
            ? length
            : throw new FaultException(FaultKind.TooLarge, $"the message has {length} bytes, over the limit of {bytesMax}: send less, or raise --body-bytes-max");
    }
}
