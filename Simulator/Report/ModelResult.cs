using Shepherd.Simulator.Engine;

namespace Shepherd.Simulator.Report;

/// <summary>What became of one model's requests.</summary>
/// <param name="Model">Name.</param>
/// <param name="Requests">Arrived.</param>
/// <param name="InSlo">Answered by their deadline.</param>
/// <param name="P50Ms">Median latency of the answered ones, milliseconds; null when none was.</param>
/// <param name="P90Ms">90th percentile of the same.</param>
/// <param name="P95Ms">95th percentile of the same.</param>
/// <param name="P99Ms">99th percentile of the same.</param>
public sealed record ModelResult(string Model, int Requests, int InSlo, double? P50Ms, double? P90Ms, double? P95Ms, double? P99Ms)
{
    /// <summary>Share of requests answered by their deadline; 1 where none arrived.</summary>
    public double Attainment => Requests == 0 ? 1 : (double)InSlo / Requests;

    /// <summary>Every model's, in one pass over the requests.</summary>
    internal static List<ModelResult> Of(Scenario scenario, IReadOnlyList<SimRequest> requests)
    {
        var arrived = new int[scenario.Models.Count];
        var inSlo = new int[scenario.Models.Count];
        var latenciesNs = scenario.Models.Select(_ => new List<long>()).ToList();
        foreach (var request in requests)
        {
            arrived[request.Model]++;
            inSlo[request.Model] += request.IsInSlo ? 1 : 0;
            if (request.AnsweredNs is { } answeredNs)
                latenciesNs[request.Model].Add(answeredNs - request.ArrivalNs);
        }

        return [.. scenario.Models.Select((model, i) => Of(model.Name, arrived[i], inSlo[i], latenciesNs[i]))];
    }

    private static ModelResult Of(string model, int arrived, int inSlo, List<long> latenciesNs)
    {
        latenciesNs.Sort();
        return new ModelResult(model, arrived, inSlo, RankMs(0.5), RankMs(0.9), RankMs(0.95), RankMs(0.99));

        double? RankMs(double share) =>
            latenciesNs.Count == 0 ? null : latenciesNs[Math.Clamp((int)Math.Ceiling(share * latenciesNs.Count) - 1, 0, latenciesNs.Count - 1)] / 1e6;
    }
}
