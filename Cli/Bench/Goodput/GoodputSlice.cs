using Shepherd.Core.Policies;
using Shepherd.Simulator.Report;

namespace Shepherd.Cli.Bench.Goodput;

/// <summary>One run of one kind, real and simulated.</summary>
/// <param name="Kind">How batches were stopped.</param>
/// <param name="Round">From 0.</param>
/// <param name="Seconds">How long requests were sent.</param>
/// <param name="Models">Per model.</param>
/// <param name="Stops">Batches that were stopped.</param>
/// <param name="Predicted">The simulator's.</param>
/// <param name="MachineLoad">Processes that wanted a processor, mean of the last minute at its end.</param>
internal sealed record GoodputSlice(PreemptionKind Kind, int Round, double Seconds, IReadOnlyList<GoodputModel> Models, int Stops, SimulationResult Predicted, double MachineLoad)
{
    public int InSlo => Models.Sum(m => m.InSlo);

    public int Requests => Models.Sum(m => m.Requests);
}

/// <summary>A model's part of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Requests">Sent.</param>
/// <param name="InSlo">Answered in time, as the client saw it.</param>
/// <param name="PredictedInSlo">The simulator's.</param>
/// <param name="P50Ms">Median latency of those that were answered, as the client saw it; null where none was.</param>
/// <param name="P99Ms">99th percentile of the same.</param>
/// <param name="TransitMs">From sent to the scheduler, mean.</param>
/// <param name="AnswerMs">From a batch's end to the result read, mean.</param>
internal sealed record GoodputModel(string Name, int Requests, int InSlo, int PredictedInSlo, double? P50Ms, double? P99Ms, double TransitMs, double AnswerMs);
