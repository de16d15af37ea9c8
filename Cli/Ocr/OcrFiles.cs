using System.Diagnostics;
using Shepherd.Cli.Ocr.Png;
using Shepherd.Client;
using Shepherd.Schemas;

namespace Shepherd.Cli.Ocr;

/// <summary>Reads files one after the other; one that fails is named, and the others go on.</summary>
internal sealed class OcrFiles(OcrPipeline pipeline, OcrPrinter printer)
{
    /// <summary>A person waits for this, and the first run of a shape is slower than a model's SLO.</summary>
    public const int TimeoutMsDefault = 10_000;

    /// <summary>True when every file was read.</summary>
    public async Task<bool> ReadAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var allRead = true;
        foreach (var file in files)
            allRead &= await ReadAsync(file, cancellationToken);
        return allRead;
    }

    private async Task<bool> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var picture = PngReader.Read(file);
            var start = Stopwatch.GetTimestamp();
            var page = await pipeline.ReadAsync(picture, cancellationToken);
            printer.Print(file, page, Stopwatch.GetElapsedTime(start));
            return page.Outcome == Outcome.Ok;
        }
        catch (PictureException e)
        {
            printer.PrintFault(file, e.Message);
        }
        catch (Exception e) when (e is TimeoutException or InferenceClientException)
        {
            printer.PrintFault(file, $"{file}: {e.Message}");
        }

        return false;
    }
}
