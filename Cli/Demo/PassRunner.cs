namespace Shepherd.Cli.Demo;

/// <summary>Reads every sample a number of times, a few side by side.</summary>
internal sealed class PassRunner(SampleReader reader, IReadOnlyList<Sample> samples, IDemoView view)
{
    /// <summary>Enough to keep two workers busy, few enough that a picture's latency is its own.</summary>
    public const int PicturesInFlightMax = 4;

    /// <summary>Returns the results in the order in which they came.</summary>
    /// <exception cref="OperationCanceledException">Stopped early; what ended before has been shown and counted.</exception>
    public async Task<IReadOnlyList<PictureResult>> RunAsync(int passes, bool show, CancellationToken cancellationToken)
    {
        var results = new List<PictureResult>();
        var total = passes * samples.Count;
        var inFlight = new InFlight(PicturesInFlightMax);
        try
        {
            for (var i = 0; i < total; i++)
            {
                var sample = samples[i % samples.Count];
                await inFlight.LaunchAsync(() => ReadAsync(sample), cancellationToken);
            }
        }
        finally
        {
            await inFlight.FinishAsync();
        }

        return results;

        async Task ReadAsync(Sample sample)
        {
            var result = await reader.ReadAsync(sample, cancellationToken);
            lock (results)
            {
                results.Add(result);
                if (show)
                    view.Show(result);
                view.Progress(results.Count / (double)total, $"{results.Count} of {total} pictures");
            }
        }
    }
}
