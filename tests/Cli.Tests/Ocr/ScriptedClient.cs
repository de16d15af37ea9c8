using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Shepherd.Cli.Ocr;
using Shepherd.Cli.Ocr.Reading;
using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Cli.Tests.Ocr;

/// <summary>Answers as the three models would if every picture had one line that says "ab", unless told otherwise for a model.</summary>
internal sealed class ScriptedClient : IInferenceClient
{
    public static readonly Alphabet Abc = new(["a", "b", "c"]);

    private readonly Dictionary<string, Func<CancellationToken, Task<InferenceResult>>> _answers = [];
    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    public InferOptions? LastOptions { get; private set; }

    public bool Disposed { get; private set; }

    public long LateReplies => 3;

    public long Repeats => 4;

    /// <summary>Before every answer.</summary>
    public Func<CancellationToken, Task> Before { get; init; } = _ => Task.CompletedTask;

    public ScriptedClient On(string model, Func<CancellationToken, Task<InferenceResult>> answer)
    {
        _answers[model] = answer;
        return this;
    }

    public ScriptedClient On(string model, Outcome outcome, string reason, params Tensor[] outputs) =>
        On(model, _ => Task.FromResult(new InferenceResult("", model, outcome) { Reason = reason, Outputs = outputs }));

    public ScriptedClient Fail(string model, Exception exception) => On(model, _ => Task.FromException<InferenceResult>(exception));

    public async Task<InferenceResult> InferAsync(string model, IReadOnlyList<Tensor> inputs, InferOptions? options, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        LastOptions = options;
        await Before(cancellationToken);
        if (_answers.TryGetValue(model, out var answer))
            return await answer(cancellationToken);
        Tensor[] outputs = model switch
        {
            OcrModels.Detection => [Map(inputs[0])],
            OcrModels.Angle => [Floats("p", 1, 0)],
            _ => [Indices("t.index", 1, 0, 2), Floats("t.score", 0.9f, 0.9f, 0.9f)],
        };
        return new InferenceResult("", model, Outcome.Ok) { Outputs = outputs };
    }

    public async IAsyncEnumerable<InferenceResult> ReadResultsAsync(string? topic, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new InferenceResult("1", topic ?? "", Outcome.Ok);
    }

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }

    public static Tensor Floats(string name, params float[] values) =>
        new(name, TensorDatatype.Fp32, [1, values.Length], MemoryMarshal.AsBytes<float>(values).ToArray());

    public static Tensor Indices(string name, params int[] values) =>
        new(name, TensorDatatype.Int32, [1, values.Length], MemoryMarshal.AsBytes<int>(values).ToArray());

    // One region in the middle.
    private static Tensor Map(Tensor picture)
    {
        var (height, width) = (picture.Shape[1], picture.Shape[2]);
        var map = new byte[height * width];
        for (var y = (height / 2) - 4; y < (height / 2) + 4; y++)
            map.AsSpan((int)((y * width) + 6), (int)width - 12).Fill(250);
        return new Tensor("map", TensorDatatype.UInt8, [1, 1, height, width], map);
    }
}
