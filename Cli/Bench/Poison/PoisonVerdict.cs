namespace Shepherd.Cli.Bench.Poison;

/// <summary>What became of good and bad requests.</summary>
/// <param name="Good">Good requests sent.</param>
/// <param name="Poison">Bad ones sent.</param>
/// <param name="GoodOk">Good ones answered OK.</param>
/// <param name="PoisonFailed">Bad ones answered RUNTIME_ERROR.</param>
/// <param name="DeadLetters">Bad ones in the dead-letter topic, each counted once.</param>
/// <param name="Repeats">Results and dead letters beyond the first of their request.</param>
/// <param name="Lost">Requests without a result.</param>
/// <param name="FailedBatches">Batches that failed as a whole.</param>
/// <param name="FurtherRuns">Runs of their parts.</param>
/// <param name="Seconds">From the first request to the last result.</param>
/// <param name="ExitCode">Of the worker, stopped at the end.</param>
internal sealed record PoisonVerdict(
    int Good,
    int Poison,
    int GoodOk,
    int PoisonFailed,
    int DeadLetters,
    int Repeats,
    int Lost,
    long FailedBatches,
    long FurtherRuns,
    double Seconds,
    int ExitCode)
{
    /// <summary>Further runs for each bad request; running every request of a failed batch alone would take as many as it has requests.</summary>
    public double RunsPerPoison => Poison == 0 ? 0 : (double)FurtherRuns / Poison;

    public bool IsGood => GoodOk == Good && PoisonFailed == Poison && DeadLetters == Poison && Repeats == 0 && Lost == 0 && ExitCode == 0;
}
