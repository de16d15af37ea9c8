using Shepherd.Simulator.Engine;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Bounds;

/// <summary>
/// How many requests any schedule could answer in time, at most: for a clairvoyant, with any batching, and with preemption of either kind at no cost.
/// </summary>
/// <remarks>
/// <para>
/// The relaxation, and why no schedule beats it. Take any schedule and keep of it only the completed runs, and in each only the b requests answered in
/// time; l never falls with the batch, so the run took at least l(b) of one device. All of that lies within the window [arrival, deadline] of each of
/// the b, however the run was suspended: a batch starts once its last member is there. Charge each of them an equal share, l(b) ÷ b.
/// </para>
/// <para>
/// (1) A request is charged at least its <see cref="LeastWork"/> c: the least l(b) ÷ b over the batches that it can be part of. (2) At each instant the
/// charges run at the rate of at most D devices. So the requests answered in time can all be worked off, c each within its own window, by one server of
/// speed D that may interrupt anything. (3) Let that server earn x of a request for x·c of work. Its earning is a linear program over the work done per
/// request; the vectors of feasible work are a polymatroid (flows from requests through their windows into time), whose rank of a set of requests is the
/// most work that can be done on it: what earliest-deadline-first does, as in matching of a convex bipartite graph (Glover, 1967). The greedy order is
/// optimal on a polymatroid (Edmonds, 1970): by rising c, and the work that a class of requests gets is the rank with it less the rank without.
/// (4) That gives the work of a class as a whole; filling its cheapest requests first earns at least what the program does within it. Classes are
/// split where that matters, to within <see cref="Tolerance"/>.
/// </para>
/// <para>
/// Lanes. A batch runs on one lane, of D·K there are, and takes at least l(b) of it, l being that of a lane, whatever its neighbours do. Nothing above asks more of a device, so it holds with a
/// lane in the place of a device. It bounds what the devices do as they are divided: with another K they have other latencies, and another bound.
/// </para>
/// <para>
/// Arithmetic is in whole numbers, time in units of 1 ÷ (scale · D) ns; only c is rounded, down, which favours the bound. O(n log n) for each of at most
/// <see cref="PassesMax"/> passes.
/// </para>
/// </remarks>
public static class UpperBound
{
    /// <summary>Past this share of the requests a finer split changes nothing that one would see.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>A million requests take a fraction of a second per pass.</summary>
    private const int PassesMax = 24;

    /// <summary>Covers the rounding of a sum of fractions, far below one request.</summary>
    private const double RoundingSlack = 1e-6;

    /// <summary>The most requests of a scenario that any schedule answers by their deadline. What preemption costs and how devices are grouped count for nothing: the bound is of the models and the devices' lanes.</summary>
    /// <exception cref="ArgumentException">The scenario is wrong; the message says how.</exception>
    public static long InSlo(Scenario scenario)
    {
        if (scenario.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(scenario));
        return InSlo(scenario.OnLanes(), [.. Arrivals.Draw(scenario).Select(r => new RequestWindow(r.Model, r.ArrivalNs, r.DeadlineNs))], scenario.Devices * scenario.LanesPerDevice);
    }

    /// <summary>The most requests that any schedule answers by their deadline.</summary>
    /// <param name="models">Models; latencies that never fall with the batch.</param>
    /// <param name="requests">All requests, in any order.</param>
    /// <param name="devices">Identical devices, every model resident on each; at least 1.</param>
    /// <exception cref="ArgumentException">A request names no model or arrives before 0, there is no device, or times are past what nanoseconds hold.</exception>
    public static long InSlo(IReadOnlyList<SimulatedModel> models, IReadOnlyList<RequestWindow> requests, int devices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(devices, 1);
        var scale = FindScale(models, requests, devices);
        var works = LeastWork.Of(models, requests, scale);
        var jobs = new List<FluidJob>(requests.Count);
        for (var i = 0; i < requests.Count; i++)
        {
            if (works[i] is { } work)
                jobs.Add(new FluidJob(requests[i].ArrivalNs * scale * devices, requests[i].DeadlineNs * scale * devices, work));
        }

        jobs.Sort((x, y) => x.Work.CompareTo(y.Work));
        return (long)(Earn([.. jobs]) + RoundingSlack);
    }

    /// <summary>Refines the class whose split could lower the earning most, until none matters.</summary>
    private static double Earn(FluidJob[] jobs)
    {
        var server = new FluidServer(jobs);
        var classes = new List<WorkClass> { new(server, 0, jobs.Length, 0, server.Rank(jobs.Length)) };
        for (var passes = 1; passes < PassesMax && classes.Sum(c => c.Gap) > Tolerance * jobs.Length; passes++)
        {
            var coarsest = classes.MaxBy(c => c.Gap)!;
            classes.Remove(coarsest);
            var middle = coarsest.First + ((coarsest.End - coarsest.First) / 2);
            var rank = server.Rank(middle);
            classes.Add(new WorkClass(server, coarsest.First, middle, coarsest.RankBefore, rank));
            classes.Add(new WorkClass(server, middle, coarsest.End, rank, coarsest.RankAfter));
        }

        return classes.Sum(c => c.Earning);
    }

    /// <summary>Parts of a nanosecond that work is counted in: as fine as fits, so that rounding costs nothing that shows.</summary>
    private static long FindScale(IReadOnlyList<SimulatedModel> models, IReadOnlyList<RequestWindow> requests, int devices)
    {
        const long finest = 1024;
        var lastNs = 1L;
        foreach (var request in requests)
        {
            if (request.Model < 0 || request.Model >= models.Count)
                throw new ArgumentException($"a request is of model {request.Model}; there are {models.Count}", nameof(requests));
            if (request.ArrivalNs < 0)
                throw new ArgumentException($"a request arrives at {request.ArrivalNs} ns; time starts at 0", nameof(requests));
            lastNs = Math.Max(lastNs, Math.Max(request.ArrivalNs, request.DeadlineNs));
        }

        var scale = Math.Min(finest, long.MaxValue / devices / lastNs);
        return scale >= 1 ? scale : throw new ArgumentException($"{devices} devices over {lastNs} ns are past what 64 bits hold", nameof(requests));
    }
}
