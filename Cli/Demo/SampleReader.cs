using Shepherd.Cli.Ocr;
using Shepherd.Client;

namespace Shepherd.Cli.Demo;

/// <summary>Reads samples, times them and compares their text with what they are known to say.</summary>
internal sealed class SampleReader(OcrPipeline pipeline, TimeProvider clock)
{
    /// <summary>Over every sample read, those included whose requests failed.</summary>
    public TextAccuracy Accuracy { get; } = new();

    public async Task<PictureResult> ReadAsync(Sample sample, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        PictureResult result;
        try
        {
            var page = await pipeline.ReadAsync(sample.Picture, cancellationToken);
            result = new PictureResult(sample, page, "", clock.GetElapsedTime(start));
        }
        catch (Exception e) when (e is TimeoutException or InferenceClientException)
        {
            result = new PictureResult(sample, null, e.Message, clock.GetElapsedTime(start));
        }

        Accuracy.Add(result.Text, sample.KnownText);
        return result;
    }
}
