namespace Shepherd.Core.Planning;

/// <summary>A model that is to be placed.</summary>
/// <param name="Name">Unique.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
public sealed record PlannedModel(string Name, int MaxBatch);

/// <summary>The arrivals of one model with one SLO: HERD's planning unit.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Model">Index into <see cref="PlanningProblem.Models"/>.</param>
/// <param name="SloNs">Relative deadline, nanoseconds.</param>
/// <param name="RateRps">Mean requests per second; 0 for one that is to be resident all the same.</param>
public sealed record ModelStream(string Name, int Model, long SloNs, double RateRps)
{
    /// <summary>Coefficient of variation of the gaps between its requests. Default 1.</summary>
    public double Cv { get; init; } = 1;

    /// <summary>Says what is wrong, or null.</summary>
    /// <param name="models">How many models there are.</param>
    public string? FindFault(int models)
    {
        if (Model < 0 || Model >= models)
            return $"stream '{Name}': there is no model {Model}; there are {models}";
        if (SloNs < 1)
            return $"stream '{Name}': its SLO is {SloNs} ns; it must be positive";
        if (!double.IsFinite(RateRps) || RateRps < 0)
            return FormattableString.Invariant($"stream '{Name}': its rate is {RateRps} requests/s; it must be a number, 0 or more");
        return double.IsFinite(Cv) && Cv > 0 ? null : FormattableString.Invariant($"stream '{Name}': its coefficient of variation is {Cv}; it must be a positive number");
    }
}
