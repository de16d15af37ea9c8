using Shepherd.Simulator.Engine;

namespace Shepherd.Simulator.Report;

/// <summary>What became of one model's requests.</summary>
/// <param name="Model">Name.</param>
/// <param name="Requests">Arrived.</param>
/// <param name="InSlo">Answered by their deadline.</param>
/// <param name="P50Ms">Median latency of the answered ones, milliseconds; null when none was.</param>
/// <param name="P99Ms">99th percentile of the same.</param>
public sealed record ModelResult(string Model, int Requests, int InSlo, double? P50Ms, double? P99Ms)
{
    /// <summary>Share of requests answered by their deadline; 1 where none arrived.</summary>
    public double Attainment => Requests == 0 ? 1 : (double)InSlo / Requests;

    internal static ModelResult Of(string model, IReadOnlyList<SimRequest> requests)
    {
        var latencies = requests.Where(r => r.AnsweredNs is not null).Select(r => (r.AnsweredNs!.Value - r.ArrivalNs) / 1e6).Order().ToList();
        return new ModelResult(model, requests.Count, requests.Count(r => r.IsInSlo), Rank(latencies, 0.5), Rank(latencies, 0.99));
    }

    private static double? Rank(List<double> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
}
