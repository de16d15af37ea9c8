using Shepherd.Core.Herd;
using Shepherd.Core.Primitives;

namespace Shepherd.Core.Tests.Herd;

/// <summary>Small instances of HERD's problem, drawn from a seed: loose and tight ones, some without a solution.</summary>
internal static class RandomHerd
{
    private const long MiB = 1 << 20;

    public static HerdModel Draw(ulong seed)
    {
        var random = new SeededRandom(seed);
        var models = Enumerable.Range(0, Between(random, 1, 8)).ToList();
        var sets = Between(random, 1, 3);
        var memoryMiB = 16_000;
        // How many models share a device on average: 1 to 6.
        var sizeMiB = memoryMiB / (1 + (5 * random.NextUnit()));
        var residents = models
            .Select(k => new HerdResident(
                $"model {k}",
                MiB * Math.Clamp((long)(sizeMiB * (0.3 + (1.2 * random.NextUnit()))), 1, memoryMiB * 7 / 8),
                random.NextUnit() < 0.5 ? 0 : MiB * (long)(memoryMiB / 8 * random.NextUnit()),
                Between(random, 0, sets - 1)))
            .ToList();
        var spread = 3 * random.NextUnit();
        var streams = Enumerable.Range(0, Between(random, models.Count, 12))
            .Select(i => new HerdDemand($"stream {i}", i < models.Count ? i : Between(random, 0, models.Count - 1), random.NextUnit() < 0.05 ? 0 : Math.Pow(10, spread * (random.NextUnit() - 0.7))))
            .ToList();
        return new HerdModel(Between(random, 1, 16), Between(random, 1, 12), memoryMiB * MiB, residents, streams);
    }

    private static int Between(SeededRandom random, int least, int most) => least + (int)(random.NextUnit() * (most - least + 1));
}
