using Shepherd.Core.Primitives;
using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Core.Tests.Usher.Estimation;

/// <summary>Operator graphs for tests.</summary>
internal static class Graphs
{
    /// <summary>A square matrix product over each request's rows, and a pointwise function behind it.</summary>
    public static GraphOperator Product(string name, double rows, int width, params int[] after) => new(
        name, "MatMul", OperatorKind.Matrix, new AffineCost(0, 2 * rows * width * width), 4.0 * width * width, new AffineCost(0, 4 * rows * width), new AffineCost(0, 4 * rows * width), new AffineCost(0, rows * width), after);

    public static GraphOperator Pointwise(string name, double elements, params int[] after) => new(
        name, "Relu", OperatorKind.Pointwise, new AffineCost(0, elements), 0, new AffineCost(0, 4 * elements), new AffineCost(0, 4 * elements), new AffineCost(0, elements), after);

    public static GraphOperator View(string name, params int[] after) => new(name, "Reshape", OperatorKind.View, default, 0, default, default, default, after);

    public static OperatorGraph Of(params GraphOperator[] operators) => new(
        "test", operators, [.. operators.Select((o, i) => new ActivationBuffer(o.WrittenBytes, i, Math.Min(i + 1, operators.Length - 1)))], operators.Sum(o => o.WeightBytes), new AffineCost(0, 1000), new AffineCost(0, 500));

    /// <summary>Any operators in any order that a graph allows.</summary>
    public static OperatorGraph Random(ulong seed)
    {
        var random = new SeededRandom(seed);
        var kinds = Enum.GetValues<OperatorKind>();
        var operators = new GraphOperator[2 + (int)(random.NextUnit() * 20)];
        for (var i = 0; i < operators.Length; i++)
        {
            int[] after = i == 0 ? [] : [.. new[] { (int)(random.NextUnit() * i), (int)(random.NextUnit() * i) }.Distinct().Order()];
            operators[i] = new GraphOperator($"o{i}", "Any", kinds[(int)(random.NextUnit() * kinds.Length)], Cost(1e9), random.NextUnit() * 1e7, Cost(1e6), Cost(1e6), Cost(1e6), after) { Steps = 1 + (int)(random.NextUnit() * 3) };
        }

        return Of(operators);

        AffineCost Cost(double most) => new(random.NextUnit() < 0.5 ? 0 : random.NextUnit() * most, random.NextUnit() * most);
    }
}
