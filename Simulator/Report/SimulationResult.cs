using Shepherd.Simulator.Engine;

namespace Shepherd.Simulator.Report;

/// <summary>What a simulation came to.</summary>
public sealed record SimulationResult
{
    /// <summary>Requests that arrived.</summary>
    public required int Requests { get; init; }

    /// <summary>Answered by their deadline.</summary>
    public required int InSlo { get; init; }

    /// <summary>Share of requests answered by their deadline.</summary>
    public double Attainment => Requests == 0 ? 1 : (double)InSlo / Requests;

    /// <summary>The most that any schedule could have answered by their deadline; null unless it was asked for, as it takes longer than many runs.</summary>
    public long? BoundInSlo { get; init; }

    /// <summary>Share of that bound; 1 where it is 0, null where it is.</summary>
    public double? ShareOfBound => BoundInSlo == 0 ? 1 : (double)InSlo / BoundInSlo;

    /// <summary>Answered by their deadline, per second of arrivals.</summary>
    public required double GoodputRps { get; init; }

    /// <summary>Share of device time spent on batches, until the last outcome. Where a device has several lanes, each of them is an equal part of it.</summary>
    public required double Utilization { get; init; }

    /// <summary>Requests per batch.</summary>
    public required double MeanBatch { get; init; }

    /// <summary>Batches stopped.</summary>
    public required long Preemptions { get; init; }

    /// <summary>Device time spent on batches that were stopped, seconds. A second of one of K lanes is 1 ÷ K of a device's.</summary>
    public required double WastedDeviceS { get; init; }

    /// <summary>Smallest attainment of a model.</summary>
    public required double WorstModelAttainment { get; init; }

    /// <summary>Per model, in the scenario's order.</summary>
    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>Digest of all decisions, hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>Events handled.</summary>
    public required long Events { get; init; }

    internal static SimulationResult Of(Scenario scenario, IReadOnlyList<SimRequest> requests, RunTotals totals)
    {
        var models = ModelResult.Of(scenario, requests);
        var inSlo = models.Sum(m => m.InSlo);
        return new SimulationResult
        {
            Requests = requests.Count,
            InSlo = inSlo,
            GoodputRps = inSlo / (scenario.DurationNs / 1e9),
            Utilization = totals.EndNs == 0 ? 0 : totals.BusyNs / ((double)totals.EndNs * scenario.Devices * scenario.LanesPerDevice),
            MeanBatch = totals.Batches == 0 ? 0 : (double)totals.Batched / totals.Batches,
            Preemptions = totals.Preemptions,
            WastedDeviceS = totals.WastedNs / 1e9 / scenario.LanesPerDevice,
            WorstModelAttainment = models.Min(m => m.Attainment),
            Models = models,
            Digest = totals.Digest.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            Events = totals.Events,
        };
    }
}
