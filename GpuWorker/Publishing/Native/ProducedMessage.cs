using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Shepherd.GpuWorker.Publishing.Native;

/// <summary><c>rd_kafka_message_t</c> of a delivery report.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal struct ProducedMessage
{
    [FieldOffset(0)]
    public ErrorCode Error;

    [FieldOffset(64)]
    public nint Opaque;
}
