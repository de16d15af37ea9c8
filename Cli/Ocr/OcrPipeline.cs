using System.Runtime.InteropServices;
using Shepherd.Cli.Ocr.Geometry;
using Shepherd.Cli.Ocr.Reading;
using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Cli.Ocr;

/// <summary>Reads the text of pictures by requests to the three PP-OCRv4 models: where lines are, which way up each is, what each says.</summary>
internal sealed class OcrPipeline(IInferenceClient client, Alphabet alphabet, OcrOptions options)
{
    private readonly InferOptions _infer = new() { Timeout = options.Timeout, Priority = options.Priority };

    /// <summary>Reads one picture; its lines run concurrently. A request that is not answered OK shows in the page, not as an exception.</summary>
    /// <exception cref="TimeoutException">A request got no outcome at all.</exception>
    /// <exception cref="InferenceClientException">A request could not be published.</exception>
    public async Task<OcrPage> ReadAsync(Picture picture, CancellationToken cancellationToken)
    {
        List<TextBox> boxes;
        try
        {
            boxes = await DetectAsync(picture, cancellationToken);
        }
        catch (StageFailure failure)
        {
            return OcrPage.Failed(failure, requests: 1);
        }

        var readings = await Task.WhenAll(boxes.Select(box => ReadLineAsync(picture, box, cancellationToken)));
        var lines = readings.Select(r => r.Line).OfType<OcrLine>().Where(IsText).ToList();
        return OcrPage.Of(lines, readings.FirstOrDefault(r => r.Failure is not null).Failure, 1 + readings.Sum(r => r.Requests));
    }

    private static bool IsText(OcrLine line) => line.Score >= OcrModels.LineScoreMin && !string.IsNullOrWhiteSpace(line.Text);

    private async Task<List<TextBox>> DetectAsync(Picture picture, CancellationToken cancellationToken)
    {
        var (width, height) = OcrModels.DetectionSize(picture.Width, picture.Height);
        var result = await InferAsync(OcrModels.Detection, Resampler.Resize(picture, width, height), cancellationToken);
        var map = result.Outputs.FirstOrDefault(o => o.Datatype == TensorDatatype.UInt8 && o.Data.Length == width * height)
            ?? throw StageFailure.Unexpected(result, $"UINT8 [1,1,{height},{width}]");
        return TextBoxFinder.Find(new ProbabilityMap(width, height, map.Data), picture.Width, picture.Height);
    }

    private async Task<(OcrLine? Line, StageFailure? Failure, int Requests)> ReadLineAsync(Picture picture, TextBox box, CancellationToken cancellationToken)
    {
        var requests = 1;
        try
        {
            if (await IsUpsideDownAsync(picture, box, cancellationToken))
                box = box.UpsideDown;
            requests++;
            return (await RecogniseAsync(picture, box, cancellationToken), null, requests);
        }
        catch (StageFailure failure)
        {
            return (null, failure, requests);
        }
    }

    private async Task<bool> IsUpsideDownAsync(Picture picture, TextBox box, CancellationToken cancellationToken)
    {
        var line = Picture.Blank(OcrModels.AngleWidth, OcrModels.LineHeight);
        line.Rgb.AsSpan().Fill(OcrModels.Padding);
        Resampler.Crop(picture, box, line, OcrModels.AngleColumns(box.Width, box.Height));
        var result = await InferAsync(OcrModels.Angle, line, cancellationToken);
        var probabilities = result.Outputs.FirstOrDefault(o => o.Datatype == TensorDatatype.Fp32 && o.Data.Length == 2 * sizeof(float))
            ?? throw StageFailure.Unexpected(result, "FP32 [1,2]");
        return MemoryMarshal.Cast<byte, float>(probabilities.Data.Span)[1] > OcrModels.UpsideDownMin;
    }

    private async Task<OcrLine> RecogniseAsync(Picture picture, TextBox box, CancellationToken cancellationToken)
    {
        var width = OcrModels.RecognitionWidth(box.Width, box.Height);
        var line = Picture.Blank(width, OcrModels.LineHeight);
        Resampler.Crop(picture, box, line, width);
        var result = await InferAsync(OcrModels.Recognition, line, cancellationToken);
        var indices = result.Outputs.FirstOrDefault(o => o.Name.EndsWith(".index", StringComparison.Ordinal) && o.Datatype == TensorDatatype.Int32);
        var scores = result.Outputs.FirstOrDefault(o => o.Name.EndsWith(".score", StringComparison.Ordinal) && o.Datatype == TensorDatatype.Fp32);
        if (indices is null || scores is null || indices.Data.Length != scores.Data.Length)
            throw StageFailure.Unexpected(result, "INT32 '<output>.index' and FP32 '<output>.score', both [1,T]");
        var classes = MemoryMarshal.Cast<byte, int>(indices.Data.Span);
        foreach (var index in classes)
        {
            if ((uint)index >= alphabet.Count)
                throw new StageFailure(Outcome.RuntimeError, $"{OcrModels.Recognition} answered class {index}, its characters.txt has {alphabet.Count}: weights and characters are of different versions");
        }

        var (text, score) = CtcDecoder.Decode(classes, MemoryMarshal.Cast<byte, float>(scores.Data.Span), alphabet);
        return new OcrLine(text.Trim(), score, box);
    }

    private async Task<InferenceResult> InferAsync(string model, Picture picture, CancellationToken cancellationToken)
    {
        var input = new Tensor(OcrModels.Input, TensorDatatype.UInt8, [1, picture.Height, picture.Width, Picture.Channels], picture.Rgb);
        var result = await client.InferAsync(model, [input], _infer, cancellationToken);
        return result.Outcome == Outcome.Ok ? result : throw StageFailure.Of(result);
    }
}
