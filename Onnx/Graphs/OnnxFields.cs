namespace Shepherd.Onnx.Graphs;

// Field numbers of onnx.proto3 (ONNX 1.10, IR version 8); the tests hold them against npm's onnx-proto, which is compiled from it.

/// <summary><c>ModelProto</c>.</summary>
internal static class ModelFields
{
    public const int IrVersion = 1;
    public const int ProducerName = 2;
    public const int Graph = 7;
    public const int OpsetImport = 8;
}

/// <summary><c>OperatorSetIdProto</c>.</summary>
internal static class OpsetFields
{
    public const int Domain = 1;
    public const int Version = 2;
}

/// <summary><c>GraphProto</c>.</summary>
internal static class GraphFields
{
    public const int Node = 1;
    public const int Name = 2;
    public const int Initializer = 5;
    public const int Input = 11;
    public const int Output = 12;
    public const int ValueInfo = 13;
}

/// <summary><c>NodeProto</c>.</summary>
internal static class NodeFields
{
    public const int Input = 1;
    public const int Output = 2;
    public const int Name = 3;
    public const int OpType = 4;
    public const int Attribute = 5;
    public const int Domain = 7;
}

/// <summary><c>AttributeProto</c>, and its types.</summary>
internal static class AttributeFields
{
    public const int Name = 1;
    public const int Float = 2;
    public const int Int = 3;
    public const int Text = 4;
    public const int Tensor = 5;
    public const int Graph = 6;
    public const int Floats = 7;
    public const int Ints = 8;
    public const int Graphs = 11;
    public const int Type = 20;
    public const int TypeInt = 2;
    public const int TypeInts = 7;
}

/// <summary><c>TensorProto</c>.</summary>
internal static class TensorFields
{
    public const int Dims = 1;
    public const int DataType = 2;
    public const int Name = 8;
    public const int RawData = 9;
    public const int DataLocation = 14;
    public const int External = 1;
}

/// <summary><c>ValueInfoProto</c>.</summary>
internal static class ValueFields
{
    public const int Name = 1;
    public const int Type = 2;
}

/// <summary><c>TypeProto</c>, its <c>Tensor</c>, and <c>TensorShapeProto</c> with its <c>Dimension</c>.</summary>
internal static class TypeFields
{
    public const int Tensor = 1;
    public const int ElementType = 1;
    public const int Shape = 2;
    public const int Dim = 1;
    public const int DimValue = 1;
    public const int DimParam = 2;
}
