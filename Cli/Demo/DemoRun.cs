using Shepherd.Cli.Ocr;
using Shepherd.Cli.Ocr.Reading;
using Shepherd.Client;

namespace Shepherd.Cli.Demo;

/// <summary>The demo from a connected client to the summary.</summary>
internal sealed class DemoRun(IInferenceClient client, Alphabet alphabet, IReadOnlyList<Sample> samples, TimeProvider clock)
{
    /// <summary>Runs what the options ask for. Cancelled, it sums up what has ended by then.</summary>
    public async Task<DemoSummary> RunAsync(DemoOptions options, IDemoView view, CancellationToken cancellationToken)
    {
        var (tally, warmUp) = (new RequestTally(), new RequestTally());
        var reader = Reader(options, tally);
        var start = clock.GetTimestamp();
        try
        {
            if (options.Load is { } load)
            {
                var requestsOf = await WarmUpAsync(options, warmUp, view, cancellationToken);
                start = clock.GetTimestamp();
                await OfferAsync(load, reader, tally, requestsOf, view, cancellationToken);
            }
            else
            {
                await new PassRunner(reader, samples, view).RunAsync(options.Passes, show: true, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            view.Say($"stopped early; {tally.Snapshot().Withdrawn} requests under way were not waited for");
        }

        // A request lost before the measuring began is lost all the same.
        var end = tally.Snapshot();
        return DemoSummary.Of(end with { Lost = end.Lost + warmUp.Snapshot().Lost }, clock.GetElapsedTime(start), reader.Accuracy.Value);
    }

    private async Task OfferAsync(
        LoadOptions load, SampleReader reader, RequestTally tally, Dictionary<string, int> requestsOf, IDemoView view, CancellationToken cancellationToken)
    {
        view.Say($"load: {load.RatePerSecond} requests/s for {load.Duration.TotalSeconds} s");
        var heldBack = await new LoadGenerator(reader, samples, tally, view, clock).RunAsync(load, requestsOf, cancellationToken);
        if (heldBack > 0)
            view.Say($"{heldBack} pictures were launched late, {LoadGenerator.PicturesInFlightMax} being under way already: the load was below {load.RatePerSecond} requests/s");
    }

    // Tells how many requests each sample takes, and lets the first runs of every shape be over before anything is measured.
    private async Task<Dictionary<string, int>> WarmUpAsync(
        DemoOptions options, RequestTally tally, IDemoView view, CancellationToken cancellationToken)
    {
        view.Say($"warm-up: {samples.Count} pictures");
        var results = await new PassRunner(Reader(options, tally), samples, view).RunAsync(passes: 1, show: false, cancellationToken);
        return results.ToDictionary(r => r.Sample.Name, r => r.Page?.Requests ?? 1, StringComparer.Ordinal);
    }

    private SampleReader Reader(DemoOptions options, RequestTally tally) =>
        new(new OcrPipeline(new MeasuringClient(client, tally, clock), alphabet, new OcrOptions { Timeout = options.Timeout }), clock);
}
