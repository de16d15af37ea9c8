using System.Runtime.InteropServices;

namespace Shepherd.GpuWorker.Publishing.Native;

/// <summary><c>rd_kafka_vu_t</c>: a kind, and a union of 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal struct ProduceArgument
{
    [FieldOffset(0)]
    public ProduceArgumentKind Kind;

    [FieldOffset(8)]
    public nint Pointer;

    [FieldOffset(8)]
    public int Number;

    [FieldOffset(16)]
    public nuint Bytes;
}

/// <summary><c>rd_kafka_vtype_t</c>.</summary>
internal enum ProduceArgumentKind
{
    Topic = 1,
    Partition = 3,
    Value = 4,
    Key = 5,
    Opaque = 6,
    Flags = 7,
    Headers = 10,
}
