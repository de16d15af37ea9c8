namespace Shepherd.Cli.Demo;

/// <summary>Launches pictures by the clock, whether earlier ones are done or not, up to a bound.</summary>
internal sealed class LoadGenerator(SampleReader reader, IReadOnlyList<Sample> samples, RequestTally tally, IDemoView view, TimeProvider clock)
{
    /// <summary>Pictures under way at once. Beyond it launches wait: a load far over what the workers do would pile up without bound.</summary>
    public const int PicturesInFlightMax = 32;

    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the duration is over and every picture has ended; tells how many launches came late for the bound.</summary>
    /// <param name="load">How much, how long.</param>
    /// <param name="requestsOf">Requests that each sample takes, as measured.</param>
    /// <param name="cancellationToken">Stops early.</param>
    public async Task<int> RunAsync(LoadOptions load, IReadOnlyDictionary<string, int> requestsOf, CancellationToken cancellationToken)
    {
        var inFlight = new InFlight(PicturesInFlightMax);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var status = ReportAsync(clock.GetTimestamp(), load.Duration, over.Token);
        try
        {
            await LaunchAsync(load, requestsOf, inFlight, cancellationToken);
        }
        finally
        {
            try
            {
                await inFlight.FinishAsync();
            }
            finally
            {
                await over.CancelAsync();
                await status;
            }
        }

        return inFlight.HeldBack;
    }

    private async Task LaunchAsync(LoadOptions load, IReadOnlyDictionary<string, int> requestsOf, InFlight inFlight, CancellationToken cancellationToken)
    {
        var pacer = new LaunchPacer(load.RatePerSecond, load.Seed);
        var start = clock.GetTimestamp();
        var due = TimeSpan.Zero;
        for (var i = 0; due < load.Duration && clock.GetElapsedTime(start) < load.Duration; i++)
        {
            var sample = samples[i % samples.Count];
            var pause = due - clock.GetElapsedTime(start);
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, clock, cancellationToken);
            await inFlight.LaunchAsync(() => reader.ReadAsync(sample, cancellationToken), cancellationToken);
            due += pacer.PauseAfter(requestsOf[sample.Name]);
        }
    }

    private async Task ReportAsync(long start, TimeSpan duration, CancellationToken over)
    {
        using var timer = new PeriodicTimer(StatusInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                var now = tally.Snapshot();
                var elapsed = clock.GetElapsedTime(start);
                view.Progress(
                    Math.Min(1, elapsed / duration),
                    $"{elapsed.TotalSeconds:F0} s: {now.Requests} requests, {now.OutcomesText}, in flight {now.InFlight}, lost {now.Lost}, p50 {now.P50?.TotalMilliseconds:F0} ms, p99 {now.P99?.TotalMilliseconds:F0} ms");
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }
}
