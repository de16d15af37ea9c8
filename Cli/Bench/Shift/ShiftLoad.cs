using Shepherd.Cli.Bench.Load;

namespace Shepherd.Cli.Bench.Shift;

/// <summary>The arrivals: at random instants, by rates that change. The same seed gives the same ones to every way of assigning. Pure.</summary>
internal static class ShiftLoad
{
    public static List<PlacedRequest> Draw(ShiftOptions options)
    {
        var random = new Random(options.Seed);
        var requests = new List<PlacedRequest>();
        for (var group = 0; group < options.Groups; group++)
        {
            // Thinning: drawn at the highest rate that the group ever has, and kept as often as its rate says.
            var highest = options.RateRps * Math.Max(options.HotShare, 1 - options.HotShare);
            for (var atS = Gap(random, highest); atS < options.EndS; atS += Gap(random, highest))
            {
                if (random.NextDouble() * highest < options.RateOf(group, atS))
                    requests.Add(new PlacedRequest((long)(atS * 1e9), group, random.Next(options.Partitions)));
            }
        }

        return [.. requests.OrderBy(r => r.DueNs).ThenBy(r => r.Group)];
    }

    private static double Gap(Random random, double rateRps) => -Math.Log(1 - random.NextDouble()) / rateRps;
}
