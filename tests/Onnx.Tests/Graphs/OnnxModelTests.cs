using Shepherd.Onnx.Graphs;
using Shepherd.Onnx.Wire;

namespace Shepherd.Onnx.Tests.Graphs;

public sealed class OnnxModelTests
{
    [Fact]
    public void Parse_WrittenModel_HasAllOfIt()
    {
        var model = OnnxModel.Parse(TinyModels.Convolution());
        Assert.Equal((8, "shepherd", 13), (model.IrVersion, model.Producer, Assert.Single(model.Opsets).Version));
        Assert.Equal(["Conv", "Relu", "GlobalAveragePool", "Flatten", "MatMul"], model.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal([1, 1, 1, 1], model.Graph.Nodes[0].Find("pads")!.Ints);
        Assert.Equal(["x", "filter"], model.Graph.Nodes[0].Inputs);
        Assert.Equal((ElementType.Float, 4 * 3 * 3 * 3 * 4L), (model.Graph.Initializers[0].Type, model.Graph.Initializers[0].Bytes));
        Assert.Equal([-1, 3, 8, 8], Assert.Single(model.Graph.Inputs).Dims!);
    }

    [Fact]
    public void Parse_Weights_AreSlicesOfTheFile()
    {
        var file = TinyModels.Convolution();
        var weight = OnnxModel.Parse(file).Graph.Initializers[0];
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(weight.Raw, out var slice));
        Assert.Same(file, slice.Array);
    }

    [Fact]
    public void Parse_AnyPrefix_IsRefusedOrRead()
    {
        var file = TinyModels.Convolution();
        var refused = 0;
        for (var length = 0; length < file.Length; length++)
        {
            try
            {
                OnnxModel.Parse(file.AsMemory(0, length));
            }
            catch (OnnxFormatException)
            {
                refused++;
            }
        }

        // Whole but for its operator sets, it is a model all the same.
        Assert.InRange(refused, file.Length - 20, file.Length);
    }

    [Fact]
    public void Parse_AnyByteChanged_IsRefusedOrReadButNeverFails()
    {
        var file = TinyModels.Convolution();
        for (var i = 0; i < file.Length; i++)
        {
            foreach (var value in new byte[] { 0, 0x7F, 0x80, 0xFF })
            {
                var changed = file.ToArray();
                changed[i] = value;
                _ = Record.Exception(() => OnnxModel.Parse(changed)) is null or OnnxFormatException ? 0 : throw new Xunit.Sdk.XunitException($"byte {i} = {value}");
            }
        }
    }

    [Fact]
    public void Parse_GraphsNestedWithoutEnd_AreRefused()
    {
        var graph = new WireWriter();
        for (var i = 0; i < 1000; i++)
            graph = new WireWriter().Message(GraphFields.Node, new WireWriter().Text(NodeFields.OpType, "If").Message(NodeFields.Attribute, new WireWriter().Message(AttributeFields.Graph, graph)));
        var file = new WireWriter().Int64(ModelFields.IrVersion, 8).Message(ModelFields.Graph, graph).ToArray();
        Assert.Contains("nested deeper", Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TextFile_NamesTheFileAndTheRemedy()
    {
        using var file = TinyModels.Save("# not a model\n"u8.ToArray());
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(file.Path)}: no ONNX model: .*export it again", Assert.Throws<OnnxFormatException>(() => OnnxModel.Load(file.Path)).Message);
    }

    [Fact]
    public void ReadInt64s_PackedAndNot_AreTheSame()
    {
        byte[] packed = [0x0A, 3, 5, 0x80, 1], single = [0x08, 5, 0x08, 0x80, 1];
        foreach (var bytes in new[] { packed, single })
        {
            var reader = new WireReader(bytes);
            var values = new List<long>();
            while (reader.Next())
                reader.ReadInt64s(values);
            Assert.Equal([5, 128], values);
        }
    }
}
