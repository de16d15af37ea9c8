using Shepherd.Core.Primitives;
using Shepherd.Simulator.Workloads;

namespace Shepherd.Simulator.Engine;

/// <summary>Draws a scenario's requests and deals them out to its serving groups.</summary>
internal static class Arrivals
{
    /// <summary>Keeps the generator that deals requests out apart from those that draw arrivals.</summary>
    private const ulong RoutingSalt = 0x5348455048455244;

    /// <summary>Keeps the generator that draws callers and withdrawals apart from the others.</summary>
    private const ulong CallerSalt = 0x43414C4C45525331;

    private static readonly SimulatedCaller SoleCaller = new(1);

    /// <summary>All requests by instant, ties in the order of models.</summary>
    public static List<SimRequest> Draw(Scenario scenario)
    {
        var requests = new List<SimRequest>();
        var random = new SeededRandom(scenario.Seed ^ CallerSalt);
        var shares = scenario.Callers.Sum(c => c.Share);
        foreach (var (at, index) in ArrivalMerge.Draw([.. scenario.Models.Select(m => m.Arrivals)], scenario.Seed, scenario.DurationNs))
        {
            var model = scenario.Models[index];
            var caller = scenario.Callers.Count == 0 ? SoleCaller : Pick(scenario.Callers, random.NextUnit() * shares);
            requests.Add(new SimRequest
            {
                Sequence = requests.Count,
                Model = index,
                Bucket = 0,
                ArrivalNs = at,
                DeadlineNs = at + model.SloNs,
                Priority = caller.Priority ?? model.Priority,
                Tenant = caller.Tenant,
                CancelledNs = caller.CancelledShare > 0 && random.NextUnit() < caller.CancelledShare ? at + (long)(random.NextUnit() * model.SloNs) : null,
            });
        }

        return requests;
    }

    private static SimulatedCaller Pick(IReadOnlyList<SimulatedCaller> callers, double at)
    {
        var next = 0;
        while (next < callers.Count - 1 && at >= callers[next].Share)
            at -= callers[next++].Share;
        return callers[next];
    }

    /// <summary>Devices of each serving group: as few groups as the limit allows, as even as can be.</summary>
    public static int[] GroupSizes(Scenario scenario)
    {
        var groups = (scenario.Devices + scenario.GroupDevices - 1) / scenario.GroupDevices;
        return [.. Enumerable.Range(0, groups).Select(g => (scenario.Devices / groups) + (g < scenario.Devices % groups ? 1 : 0))];
    }

    /// <summary>Each request goes to one group, at random by the groups' shares of the devices.</summary>
    public static IReadOnlyList<IReadOnlyList<SimRequest>> Deal(Scenario scenario, List<SimRequest> requests, int[] groupSizes)
    {
        if (groupSizes.Length == 1)
            return [requests];
        var random = new SeededRandom(scenario.Seed ^ RoutingSalt);
        var ofDevice = groupSizes.SelectMany((size, group) => Enumerable.Repeat(group, size)).ToArray();
        var dealt = groupSizes.Select(_ => new List<SimRequest>()).ToArray();
        foreach (var request in requests)
            dealt[ofDevice[(int)(random.NextUnit() * ofDevice.Length)]].Add(request);
        return dealt;
    }
}
