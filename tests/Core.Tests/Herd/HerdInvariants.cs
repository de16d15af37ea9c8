using Shepherd.Core.Herd;

namespace Shepherd.Core.Tests.Herd;

/// <summary>What every solution must hold, reckoned from the problem alone.</summary>
internal static class HerdInvariants
{
    public static void Check(HerdModel model, HerdSolution solution)
    {
        Assert.Equal(Enumerable.Range(0, model.Streams.Count), solution.Groups.SelectMany(g => g.Streams).Order());
        Assert.True(solution.Groups.Sum(g => g.Devices) <= model.Devices);
        foreach (var group in solution.Groups)
        {
            var models = group.Streams.Select(s => model.Models[model.Streams[s].Model]).Distinct().ToList();
            Assert.InRange(group.Devices, 1, model.GroupDevices);
            Assert.NotEmpty(models);
            Assert.Single(models.Select(m => m.AffinitySet).Distinct());
            Assert.True(models.Sum(m => m.WeightBytes) + models.Max(m => m.WorkBytes) <= model.MemoryBytes);
        }

        var tolerances = solution.Groups.SelectMany(g => g.Streams.Where(s => model.Streams[s].Devices > 0).Select(s => g.Devices / model.Streams[s].Devices)).DefaultIfEmpty(double.PositiveInfinity);
        Assert.Equal(tolerances.Min(), solution.BurstTolerance);
        Assert.Equal(solution.Groups.Select(g => g.Streams.Sum(s => model.Streams[s].Devices) / g.Devices).DefaultIfEmpty(0).Max(), solution.Load, 1e-6);
        Assert.True(solution.BurstTolerance <= solution.BurstToleranceMax);
    }
}
