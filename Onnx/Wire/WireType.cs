namespace Shepherd.Onnx.Wire;

/// <summary>Wire types of Protocol Buffers; groups (3, 4) are of no use since proto3.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
