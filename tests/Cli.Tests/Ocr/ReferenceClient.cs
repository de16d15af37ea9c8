using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Shepherd.Cli.Ocr;
using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Cli.Tests.Ocr;

/// <summary>
/// Answers requests with ONNX Runtime in this process, no Kafka between: what a worker should answer, by the plainest code.
/// Every request is checked as a worker would check it.
/// </summary>
internal sealed class ReferenceClient(Weights weights) : IInferenceClient
{
    /// <summary>Recognition's widths are padded to these, as its config.yaml says.</summary>
    private static readonly int[] WidthBuckets = [64, 96, 128, 160, 224, 288, 352, 448, 544, 672, 800, 960];

    private readonly ConcurrentDictionary<string, InferenceSession> _sessions = new();

    public long LateReplies => 0;

    public long Repeats => 0;

    public int Requests;

    public async Task<InferenceResult> InferAsync(string model, IReadOnlyList<Tensor> inputs, InferOptions? options, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Requests);
        var input = Assert.Single(inputs);
        Assert.Null(input.FindFault());
        Assert.InRange(input.Data.Length, 1, 950_000);
        await Task.Yield();
        var outputs = model switch
        {
            OcrModels.Detection => [Quantised(Run(weights.Detection, input, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]))],
            OcrModels.Angle => [Run(weights.Angle, input, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f])],
            OcrModels.Recognition => Best(Run(weights.Recognition, input, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f], WidthBuckets)),
            _ => throw new InvalidOperationException($"no model {model}"),
        };
        return new InferenceResult("", model, Outcome.Ok) { Outputs = outputs };
    }

    public async IAsyncEnumerable<InferenceResult> ReadResultsAsync(string? topic, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var session in _sessions.Values)
            session.Dispose();
        return ValueTask.CompletedTask;
    }

    // RGB bytes, rows of pixels -> BGR floats, planes; padded with 0 on the right.
    private Tensor Run(string path, Tensor input, float[] mean, float[] deviation, int[]? buckets = null)
    {
        var session = _sessions.GetOrAdd(path, p => new InferenceSession(p, new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 }));
        var (height, width) = ((int)input.Shape[1], (int)input.Shape[2]);
        var padded = buckets?.First(b => b >= width) ?? width;
        var plane = new float[3 * height * padded];
        var pixels = input.Data.Span;
        for (var i = 0; i < height * width; i++)
        {
            for (var c = 0; c < 3; c++)
                plane[(((c * height) + (i / width)) * padded) + (i % width)] = ((pixels[(i * 3) + 2 - c] / 255f) - mean[c]) / deviation[c];
        }

        using var value = OrtValue.CreateTensorValueFromMemory(plane, [1, 3, height, padded]);
        using var options = new RunOptions();
        using var results = session.Run(options, [OcrModels.Input], [value], session.OutputNames);
        var shape = results[0].GetTensorTypeAndShape().Shape;
        return new Tensor(session.OutputNames[0], TensorDatatype.Fp32, shape, MemoryMarshal.AsBytes(results[0].GetTensorDataAsSpan<float>()).ToArray());
    }

    private static Tensor Quantised(Tensor map) => map with
    {
        Datatype = TensorDatatype.UInt8,
        Data = Array.ConvertAll(MemoryMarshal.Cast<byte, float>(map.Data.Span).ToArray(), p => (byte)Math.Round(p * 255)),
    };

    private static Tensor[] Best(Tensor steps)
    {
        var (count, classes) = ((int)steps.Shape[1], (int)steps.Shape[2]);
        var values = MemoryMarshal.Cast<byte, float>(steps.Data.Span);
        var (indices, scores) = (new int[count], new float[count]);
        for (var t = 0; t < count; t++)
        {
            var step = values.Slice(t * classes, classes);
            scores[t] = System.Numerics.Tensors.TensorPrimitives.Max(step);
            indices[t] = step.IndexOf(scores[t]);
        }

        return
        [
            new Tensor($"{steps.Name}.index", TensorDatatype.Int32, [1, count], MemoryMarshal.AsBytes<int>(indices).ToArray()),
            new Tensor($"{steps.Name}.score", TensorDatatype.Fp32, [1, count], MemoryMarshal.AsBytes<float>(scores).ToArray()),
        ];
    }
}
