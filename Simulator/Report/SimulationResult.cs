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

    /// <summary>Share of device time spent on batches, until the last outcome.</summary>
    public required double Utilization { get; init; }

    /// <summary>Requests per batch.</summary>
    public required double MeanBatch { get; init; }

    /// <summary>Batches stopped.</summary>
    public required long Preemptions { get; init; }

    /// <summary>Device time spent on batches that were stopped, seconds.</summary>
    public required double WastedDeviceS { get; init; }

    /// <summary>Smallest attainment of a model.</summary>
    public required double WorstModelAttainment { get; init; }

    /// <summary>Per model, in the scenario's order.</summary>
    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>Digest of all decisions, hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>Events handled.</summary>
    public required long Events { get; init; }

    internal static SimulationResult Of(Scenario scenario, IReadOnlyList<SimRequest> requests, IReadOnlyList<VirtualLane> lanes, RunCounts counts)
    {
        var models = scenario.Models.Select((m, index) => ModelResult.Of(m.Name, requests.Where(r => r.Model == index).ToList())).ToList();
        var inSlo = requests.Count(r => r.IsInSlo);
        return new SimulationResult
        {
            Requests = requests.Count,
            InSlo = inSlo,
            GoodputRps = inSlo / (scenario.DurationNs / 1e9),
            Utilization = counts.EndNs == 0 ? 0 : lanes.Sum(l => (double)l.BusyNs) / ((double)counts.EndNs * lanes.Count),
            MeanBatch = counts.Batches == 0 ? 0 : (double)counts.Batched / counts.Batches,
            Preemptions = counts.Preemptions,
            WastedDeviceS = lanes.Sum(l => l.WastedNs) / 1e9,
            WorstModelAttainment = models.Min(m => m.Attainment),
            Models = models,
            Digest = counts.Digest.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            Events = counts.Events,
        };
    }
}

/// <summary>Totals of a run.</summary>
internal readonly record struct RunCounts(long Batches, long Batched, long Preemptions, long Events, long EndNs, ulong Digest);
