using Shepherd.Core.Demand;
using Shepherd.Core.Primitives;
using Shepherd.Core.Rebalancing;

namespace Shepherd.Simulator.Shifts;

/// <summary>
/// The planner's way from demand to partitions in virtual time: counters are read every second, a target is made every period and at once on a burst, partitions move when their takers are warm. Queues
/// are first come, first served, which is less than the schedulers do: what is compared is who has which partitions.
/// </summary>
public static class ShiftSimulation
{
    private const long NsPerS = 1_000_000_000;

    /// <summary>The loop looks for what has become warm so often, as the planner's does.</summary>
    private const int StepsPerS = 10;

    /// <summary>Runs a scenario.</summary>
    /// <exception cref="ArgumentException">Options are wrong; the message says which and how.</exception>
    public static ShiftResult Run(ShiftScenario scenario)
    {
        var (workers, book) = (new ShiftWorkers(scenario), new DemandBook(scenario.Demand));
        List<PartitionPlace> target = [.. workers.Places()];
        var (seconds, plans, totals) = (new List<ShiftSecond>(), new List<ShiftPlan>(), new long[scenario.Groups.Count]);
        var (random, digest, periodS) = (new SeededRandom(scenario.Seed), new Digest(), (int)scenario.Rebalancing.PeriodS);
        foreach (var group in scenario.Groups)
            book.Observe(group.Name, 0, 0);
        for (var second = 0; second < scenario.DurationS; second++)
        {
            seconds.Add(Serve(scenario, workers, random, second, totals, digest));
            var nowS = second + 1;
            for (var i = 0; i < totals.Length; i++)
                book.Observe(scenario.Groups[i].Name, nowS * NsPerS, totals[i]);
            var reading = book.Read(nowS * NsPerS);
            if (!scenario.Follows || (nowS % periodS != 0 && !reading.HasBurst))
                continue;
            var result = Rebalancer.Plan(ToProblem(scenario, workers, reading, target, nowS), scenario.Rebalancing);
            if (result.Moves.Count == 0)
                continue;
            target = [.. result.Target];
            workers.Follow(target);
            plans.Add(new ShiftPlan(nowS, reading.HasBurst, result.Moves));
            foreach (var move in result.Moves)
                digest.Add(nowS, move.Partition, move.Group.Length + move.To[^1]);
        }

        return new ShiftResult(seconds, plans, digest.Value);
    }

    private static ShiftSecond Serve(ShiftScenario scenario, ShiftWorkers workers, SeededRandom random, int second, long[] totals, Digest digest)
    {
        var arrivals = new List<(double AtS, int Group, int Partition)>();
        for (var group = 0; group < scenario.Groups.Count; group++)
        {
            var rate = scenario.Groups[group].RateRps(second);
            for (var at = rate > 0 ? random.NextExponential() / rate : 1; at < 1; at += random.NextExponential() / rate)
                arrivals.Add((second + at, group, (int)(random.NextUnit() * scenario.Groups[group].Partitions)));
        }

        arrivals.Sort();
        var (next, inTime) = (second * StepsPerS, 0);
        foreach (var (atS, group, partition) in arrivals)
        {
            for (; (double)next / StepsPerS <= atS; next++)
                workers.Advance((double)next / StepsPerS);
            totals[group]++;
            var answeredS = workers.Serve(group, partition, atS);
            inTime += answeredS is null ? 0 : 1;
            digest.Add(group, partition, BitConverter.DoubleToInt64Bits(answeredS ?? -1));
        }

        for (; next < (second + 1) * StepsPerS; next++)
            workers.Advance((double)next / StepsPerS);
        return new ShiftSecond(arrivals.Count, inTime);
    }

    private static RebalancingProblem ToProblem(ShiftScenario scenario, ShiftWorkers workers, DemandReading reading, List<PartitionPlace> target, int nowS) => new(
        [.. scenario.Groups.Select(g => new GroupNeed(g.Name, g.Partitions)
        {
            RateRps = reading.Find(g.Name)?.ForecastRps,
            Cv = reading.Find(g.Name)?.Cv ?? 1,
            Costs = [new KindCost("device", g.RequestMs)],
            ModelBytes = 1,
            LoadMs = scenario.LoadS * 1e3,
        })],
        [.. Enumerable.Range(0, scenario.Workers).Select(w => workers.Supply(w, nowS))],
        target,
        nowS * NsPerS);

    /// <summary>FNV-1a over numbers.</summary>
    private sealed class Digest
    {
        private const ulong Prime = 0x100000001B3;

        public ulong Value { get; private set; } = 0xCBF29CE484222325;

        public void Add(params ReadOnlySpan<long> numbers)
        {
            foreach (var number in numbers)
            {
                for (var shift = 0; shift < 64; shift += 8)
                    Value = (Value ^ (byte)(number >> shift)) * Prime;
            }
        }
    }
}
