using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Shepherd.GpuWorker.Runtimes.Torch;

/// <summary>
/// A module in pieces, run one after the other: a native call cannot be interrupted, so a batch stops between two of them. Either the module's children, each taking what the one before gave, or a range of steps that the
/// module exports as <c>run_range(x, lo, hi)</c> beside <c>steps()</c>, which suits modules that are no chain of children.
/// </summary>
internal sealed class TorchChain : IDisposable
{
    public const string RangeMethod = "run_range";

    public const string StepsMethod = "steps";

    private readonly jit.ScriptModule[] _children;
    private readonly Func<int, object, object> _step;
    private readonly int _steps;

    private TorchChain(jit.ScriptModule[] children, Func<int, object, object> step, int steps, int pieces) =>
        (_children, _step, _steps, Pieces) = (children, step, steps, Math.Min(pieces, steps));

    /// <summary>At least 2.</summary>
    public int Pieces { get; }

    /// <summary>Finds the steps of a module, and spreads them over so many pieces, or as many as there are. Null where it has fewer than two.</summary>
    public static TorchChain? Of(jit.ScriptModule module, int pieces)
    {
        if (StepsOf(module) is { } steps)
            return steps < 2 ? null : new TorchChain([], (step, x) => module.invoke(RangeMethod, x, step, step + 1), steps, pieces);
        // Kept, since asking for them makes new handles each time.
        jit.ScriptModule[] children = [.. module.named_children().Select(child => (jit.ScriptModule)child.module)];
        if (children.Length >= 2)
            return new TorchChain(children, (step, x) => children[step].forward(x), children.Length, pieces);
        foreach (var child in children)
            child.Dispose();
        return null;
    }

    /// <summary>Runs one piece: takes what the one before gave, or the input.</summary>
    /// <returns>One tensor, or whatever the module gives at its end.</returns>
    /// <exception cref="ExternalException">libtorch failed.</exception>
    public object Run(int piece, object x)
    {
        var first = StartOf(piece);
        for (var step = first; step < StartOf(piece + 1); step++)
        {
            var given = _step(step, x);
            // What lies between two steps of a piece is nobody's; in a scope it would stay until the batch has ended.
            if (step > first)
                (x as Tensor)?.Dispose();
            x = given;
        }

        return x;
    }

    public void Dispose()
    {
        foreach (var child in _children)
            child.Dispose();
    }

    private int StartOf(int piece) => (int)((long)_steps * piece / Pieces);

    private static int? StepsOf(jit.ScriptModule module)
    {
        try
        {
            return module.invoke(StepsMethod) is Scalar steps ? steps.ToInt32() : null;
        }
        catch (ExternalException)
        {
            // It exports no such method; there is no other way to ask.
            return null;
        }
    }
}
