using Shepherd.Core.Primitives;

namespace Shepherd.Simulator.Workloads.Traces;

/// <summary>Gives each model of a workload its arrivals out of a trace. Streams stay whole; a trace of a single stream is divided request by request.</summary>
public static class TraceMapper
{
    /// <summary>Streams that bear models' names go to these; else they are mapped.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="models">Names of the models.</param>
    /// <param name="weights">Share of the requests that each model is to have; positive.</param>
    /// <param name="mapping">How streams are given out.</param>
    /// <param name="seed">Decides which request of a single stream goes to which model.</param>
    /// <returns>Arrivals per model, in the order of <paramref name="models"/>.</returns>
    /// <exception cref="ArgumentException">A model would have no requests, or a stream no model; the message says what to do.</exception>
    public static IReadOnlyList<IArrivalProcess> Map(Trace trace, IReadOnlyList<string> models, IReadOnlyList<double> weights, StreamMapping mapping, ulong seed)
    {
        if (trace.Streams.Any(s => models.Contains(s.Name, StringComparer.Ordinal)))
            return ByName(trace, models);
        if (trace.Streams is [var only])
            return Divide(only.Arrivals, weights, seed);
        if (trace.Streams.Count < models.Count)
            throw new ArgumentException($"{trace.File} has {trace.Streams.Count} streams in the selected time, too few for {models.Count} models; select more of it, or take fewer models, of a built-in set by --models-count");
        var parts = models.Select(_ => new List<IArrivalProcess>()).ToList();
        var busiestFirst = trace.Streams.OrderByDescending(s => s.Arrivals.Rate).ThenBy(s => s.Name, StringComparer.Ordinal).Select(s => s.Arrivals).ToList();
        if (mapping == StreamMapping.RoundRobin)
        {
            for (var i = 0; i < busiestFirst.Count; i++)
                parts[i % parts.Count].Add(busiestFirst[i]);
        }
        else
        {
            Spread(busiestFirst, weights, parts);
        }

        return [.. parts.Select(p => p.Count == 1 ? p[0] : new MergedArrivals(p))];
    }

    private static List<IArrivalProcess> ByName(Trace trace, IReadOnlyList<string> models)
    {
        if (trace.Streams.FirstOrDefault(s => !models.Contains(s.Name, StringComparer.Ordinal)) is { } stranger)
            throw Stranger(trace, stranger, models, "other rows name some that are; rename it, or give it as a model");
        return [.. models.Select(name => trace.Streams.FirstOrDefault(s => s.Name == name)?.Arrivals
            ?? throw new ArgumentException(NoRequest(trace, name)))];
    }

    /// <summary>A trace that names models names one that is not known.</summary>
    internal static ArgumentException Stranger(Trace trace, TraceStream stranger, IEnumerable<string> models, string remedy) =>
        new($"{stranger.Where ?? trace.File}: '{stranger.Name}' is no model given, known are {string.Join(", ", models)}; {remedy}");

    /// <summary>Each stream goes to the model that lacks most; the last streams go to models that have none.</summary>
    private static void Spread(List<IArrivalProcess> streams, IReadOnlyList<double> weights, List<List<IArrivalProcess>> parts)
    {
        var perWeight = streams.Sum(s => s.Rate) / weights.Sum();
        var lacking = weights.Select(w => w * perWeight).ToArray();
        var empty = parts.Count;
        for (var i = 0; i < streams.Count; i++)
        {
            var onlyEmpty = streams.Count - i <= empty;
            var chosen = -1;
            for (var model = 0; model < parts.Count; model++)
            {
                if ((!onlyEmpty || parts[model].Count == 0) && (chosen < 0 || lacking[model] > lacking[chosen]))
                    chosen = model;
            }

            empty -= parts[chosen].Count == 0 ? 1 : 0;
            parts[chosen].Add(streams[i]);
            lacking[chosen] -= streams[i].Rate;
        }
    }

    private static string NoRequest(Trace trace, string model) => $"{trace.File} has no request for model '{model}' in the selected time; {InstantArrivals.NoneRemedy}";

    private static List<IArrivalProcess> Divide(IArrivalProcess whole, IReadOnlyList<double> weights, ulong seed)
    {
        var total = weights.Sum();
        if (weights.Count == 1)
            return [whole];
        if (whole is not InstantArrivals recorded)
            return [.. weights.Select(w => ((WindowArrivals)whole).Share(w / total))];
        var parts = weights.Select(_ => new List<long>()).ToList();
        var random = new SeededRandom(seed);
        foreach (var instant in recorded.InstantsNs)
        {
            var left = random.NextUnit() * total;
            var model = 0;
            while (model < parts.Count - 1 && left >= weights[model])
                left -= weights[model++];
            parts[model].Add(instant);
        }

        return [.. parts.Select(p => recorded with { InstantsNs = p })];
    }
}
