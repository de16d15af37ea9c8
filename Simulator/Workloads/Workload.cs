using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Simulator.Workloads;

/// <summary>Models with their arrivals.</summary>
/// <param name="Models">The models.</param>
/// <param name="DurationNs">How long requests arrive.</param>
/// <param name="Load">Load that they are on the devices; see <see cref="OfferedLoad"/>.</param>
/// <param name="TimeCompression">How many times as fast as it was recorded a trace is replayed; null without one.</param>
public sealed record Workload(IReadOnlyList<SimulatedModel> Models, long DurationNs, double Load, double? TimeCompression)
{
    /// <summary>Requests of a simulation that fit its memory with room to spare.</summary>
    private const double RequestsMax = 20_000_000;

    private const long DurationNsDefault = 20_000_000_000;

    /// <summary>A load near the limit, where policies differ, for models that name no rate.</summary>
    private const double LoadDefault = 0.8;

    private const double NsPerS = 1e9;

    /// <summary>Makes a workload.</summary>
    /// <exception cref="ArgumentException">Rates, shares or the trace do not go together, or there would be too many requests; the message says what to do.</exception>
    public static Workload Of(WorkloadRequest request)
    {
        if (request.Devices < 1)
            throw new ArgumentException($"{request.Devices} devices: at least 1 is needed");
        var demands = Named(Replicate(request.Models, request.ModelsCount ?? request.Models.Count), request.Trace);
        if (demands.GroupBy(d => d.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"model '{twice.Key}' is given more than once; give each a name of its own");
        var arrivals = request.Trace is { } trace
            ? TraceMapper.Map(trace, [.. demands.Select(d => d.Name)], Weights(demands, request.ZipfExponent), Mapping(request, demands), request.Seed)
            : Drawn(demands, request);
        IReadOnlyList<SimulatedModel> models = [.. demands.Select((d, i) => d.At(arrivals[i]))];
        var factor = request.RateScale;
        if (request.Load is not null && factor != 1)
            throw new ArgumentException("a load and a rate scale are both given; take one of them away");
        if (request.Load is { } load)
            factor = OfferedLoad.Factor(models, request.Devices, load);
        else if (request.Trace is null && demands.TrueForAll(d => d.Rate is null))
            factor *= OfferedLoad.Factor(models, request.Devices, LoadDefault);
        models = OfferedLoad.Scale(models, factor);
        var durationNs = request.Trace is { } recorded
            ? Math.Min(request.DurationNs ?? long.MaxValue, (long)Math.Ceiling(recorded.LengthNs / factor))
            : request.DurationNs ?? DurationNsDefault;
        var expected = models.Sum(m => m.Arrivals.Rate) * durationNs / NsPerS;
        if (expected > RequestsMax)
            throw new ArgumentException($"about {expected:0} requests would arrive, and at most {RequestsMax:0} fit; simulate less time, a part of the trace, or a smaller load");
        return new Workload(models, durationNs, OfferedLoad.Of(models, request.Devices), request.Trace is null ? null : factor);
    }

    /// <summary>Where a trace names models, those that may be left out and that it does not name are.</summary>
    private static List<ModelDemand> Named(List<ModelDemand> demands, Trace? trace)
    {
        var named = trace?.Streams.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        if (named is not null && demands.Exists(d => named.Contains(d.Name)))
            demands.RemoveAll(d => d.MayBeLeftOut && !named.Contains(d.Name));
        return demands;
    }

    /// <summary>Models of a built-in set stand for whatever a trace has; those that a user named are meant.</summary>
    private static StreamMapping Mapping(WorkloadRequest request, List<ModelDemand> demands)
    {
        if (request is { Mapping: null, Trace: { NamesModels: true } trace } && demands.TrueForAll(d => !d.MayBeLeftOut) && !trace.Streams.Any(s => demands.Exists(d => d.Name == s.Name)))
            throw TraceMapper.Stranger(trace, trace.Streams[0], demands.Select(d => d.Name), "rename it, or give models what others were sent by --trace-map");
        return request.Mapping ?? StreamMapping.ByWeight;
    }

    private static List<ModelDemand> Replicate(IReadOnlyList<ModelDemand> models, int count) =>
        [.. Enumerable.Range(0, models.Count == 0 ? 0 : count).Select(i => i < models.Count ? models[i] : models[i % models.Count] with { Name = $"{models[i % models.Count].Name}-{(i / models.Count) + 1}" })];

    private static IReadOnlyList<double> Weights(List<ModelDemand> demands, double? zipfExponent)
    {
        if (zipfExponent is not { } exponent)
            return [.. demands.Select(d => d.Share ?? d.Rate ?? 1)];
        if (demands.Find(d => d.Rate is not null) is { } own)
            throw new ArgumentException($"model '{own.Name}' has a rate beside a mix for all; take one of them away");
        return Popularity.Zipf(demands.Count, exponent);
    }

    private static List<IArrivalProcess> Drawn(List<ModelDemand> demands, WorkloadRequest request)
    {
        var weights = Weights(demands, request.ZipfExponent);
        if (demands.Exists(d => d.Rate is not null) && demands.Find(d => d.Rate is null) is { } without)
            throw new ArgumentException($"model '{without.Name}' has no rate while others have; give each a rate, or each a share");
        if (demands.Find(d => d.Rate is not null && d.Share is not null) is { } both)
            throw new ArgumentException($"model '{both.Name}' has both a rate and a share; take one of them away");
        return [.. demands.Select((d, i) => (d.Shape ?? request.Shape).Scale(weights[i]))];
    }
}
