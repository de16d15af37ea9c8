using Shepherd.GpuWorker.Models;
using static TorchSharp.torch;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>Whether a chain of pieces is the module: children say nothing of how the module uses them.</summary>
internal static class TorchChainCheck
{
    /// <summary>As for segments of ONNX graphs.</summary>
    public const double DifferenceMax = 1e-5;

    private const long Seed = 1;

    /// <summary>Runs both on the same numbers, of the smallest warm-up shape.</summary>
    /// <returns>Why the chain cannot stand for the module, or null.</returns>
    public static string? FindFault(ModelDefinition model, jit.ScriptModule module, Device device, TorchChain chain)
    {
        if (model.Config.Inputs.Count != 1)
            return $"it takes {model.Config.Inputs.Count} inputs; pieces hand on one tensor";
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        try
        {
            var input = Numbers(model.Config).to(device);
            var whole = TorchOutputs.Flatten(model.Name, module.forward(input));
            object x = input;
            for (var piece = 0; piece < chain.Pieces; piece++)
            {
                if (x is not Tensor)
                    return $"its piece {piece} gives no single tensor";
                x = chain.Run(piece, x);
            }

            var parts = TorchOutputs.Flatten(model.Name, x);
            return whole.Count == parts.Count && whole.Zip(parts).All(pair => IsEqual(pair.First, pair.Second)) ? null : "its children, one after the other, give other numbers than the module";
        }
        catch (Exception fault) when (TorchModel.IsFault(fault))
        {
            return $"its pieces do not run one after the other: {TorchFaults.Describe(fault)}";
        }
    }

    private static bool IsEqual(Tensor whole, Tensor parts) =>
        whole.dtype == parts.dtype && whole.shape.SequenceEqual(parts.shape) && allclose(whole.to(ScalarType.Float64), parts.to(ScalarType.Float64), rtol: DifferenceMax, atol: DifferenceMax);

    private static Tensor Numbers(ModelConfig config)
    {
        var type = TorchDatatypes.ToScalarType(config.Inputs[0].Datatype)!.Value;
        long[] shape = [1, .. config.WarmUp[0].Extents[0]];
        // Zeroes would hide what only shifts or scales; integers may be indices, of which zero always is one.
        return type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64
            ? rand(shape, generator: new Generator(Seed)).to(type)
            : zeros(shape, type);
    }
}
