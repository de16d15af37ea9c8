using Shepherd.Core.Profiles;
using Shepherd.Simulator.Workloads;
using Shepherd.Simulator.Workloads.BuiltIn;
using Shepherd.Simulator.Workloads.Traces;

namespace Shepherd.Simulator.Tests.Workloads;

public class WorkloadTests
{
    private const long S = 1_000_000_000;

    private static readonly ModelDemand Plain = new("m", new LinearLatency(1_000_000, 4_000_000), 20_000_000, 64);

    private static WorkloadRequest Request(params ModelDemand[] models) => new() { Models = models, Devices = 2, DurationNs = 10 * S };

    [Fact]
    public void Of_Rates_AreTakenAsTheyAre()
    {
        var workload = Workload.Of(Request(Plain with { Rate = 30 }, Plain with { Name = "n", Rate = 5, Shape = new GammaArrivals(1, 3), Priority = 2, StateBytes = 7 }));
        Assert.Equal([new GammaArrivals(30, 1), new GammaArrivals(5, 3)], workload.Models.Select(m => m.Arrivals));
        Assert.Equal((2, 7L), (workload.Models[1].Priority, workload.Models[1].StateBytes));
        Assert.Null(workload.TimeCompression);
    }

    [Fact]
    public void Of_SharesAndLoad_AreRatesThatComeToTheLoad()
    {
        var workload = Workload.Of(Request(Plain with { Share = 3 }, Plain with { Name = "n" }) with { Load = 0.6 });
        Assert.Equal(0.6, workload.Load, 1e-9);
        Assert.Equal(3, workload.Models[0].Arrivals.Rate / workload.Models[1].Arrivals.Rate, 1e-9);
    }

    [Fact]
    public void Of_NeitherRatesNorLoad_IsALoadOfPointEight() => Assert.Equal(1.6, Workload.Of(Request(Plain) with { RateScale = 2 }).Load, 1e-9);

    [Fact]
    public void Of_MixAndCount_MakesCopiesByZipf()
    {
        var workload = Workload.Of(Request(Plain, Plain with { Name = "n", Share = 9 }) with { ModelsCount = 5, ZipfExponent = 1 });
        Assert.Equal(["m", "n", "m-2", "n-2", "m-3"], workload.Models.Select(m => m.Name));
        Assert.Equal(5, workload.Models[0].Arrivals.Rate / workload.Models[4].Arrivals.Rate, 1e-9);
    }

    [Fact]
    public void Of_TraceAndLoad_IsCompressedAndEndsWithTheTrace()
    {
        var trace = new Trace("t", [new TraceStream("all", new InstantArrivals([.. Enumerable.Range(0, 100).Select(i => i * S)], 100 * S))], 100 * S);
        var workload = Workload.Of(Request(Plain) with { Trace = trace, Load = 0.5, DurationNs = 3600 * S });
        Assert.Equal(0.5, workload.Load, 1e-9);
        Assert.Equal(800, workload.TimeCompression!.Value, 1e-6);
        Assert.Equal(S / 8, workload.DurationNs, 1.0);
        Assert.Equal(S / 20, Workload.Of(Request(Plain) with { Trace = trace, Load = 0.5, DurationNs = S / 20 }).DurationNs);
        Assert.Equal(100 * S, Workload.Of(Request(Plain) with { Trace = trace, DurationNs = null }).DurationNs);
    }

    public static TheoryData<WorkloadRequest, string> Faulty => new()
    {
        { Request(Plain) with { Devices = 0 }, "0 devices" },
        { Request(Plain, Plain), "model 'm' is given more than once" },
        { Request(Plain with { Rate = 1 }, Plain with { Name = "n" }), "model 'n' has no rate while others have" },
        { Request(Plain with { Rate = 1, Share = 1 }), "both a rate and a share" },
        { Request(Plain with { Rate = 1 }) with { ZipfExponent = 1 }, "a rate beside a mix" },
        { Request(Plain) with { Load = 0.5, RateScale = 2 }, "a load and a rate scale" },
        { Request(Plain with { Rate = 1e6 }) with { DurationNs = 3600 * S }, "at most 20000000 fit" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Of_WhatDoesNotGoTogether_SaysWhatToDo(WorkloadRequest request, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Workload.Of(request)).Message, StringComparison.Ordinal);

    [Fact]
    public void BuiltInSets_All_CanBeServed()
    {
        foreach (var name in BuiltInSets.Names)
        {
            var workload = Workload.Of(new WorkloadRequest { Models = BuiltInSets.Find(name)!, Devices = 1 });
            Assert.All(workload.Models, m => Assert.Null(m.FindFault()));
            Assert.True(workload.Models.Count >= 5);
        }

        Assert.Null(BuiltInSets.Find("none"));
        Assert.Equal(BuiltInProfiles.All.Count, BuiltInProfiles.All.Select(p => p.Name).Distinct().Count());
    }

    [SkippableFact]
    public void BuiltInProfiles_AgainstTheMeasuredFits_AreTheirNumbers()
    {
        var fits = File.ReadAllLines(Repository.Data("profiles/nvidia_dle_linear_fits.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        foreach (var profile in BuiltInProfiles.All)
        {
            var numbers = new[] { profile.AlphaMs, profile.BetaMs, profile.MaxRelativeError }.Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
            Assert.Contains(fits, f => profile.Name.StartsWith(f[0] + "-", StringComparison.Ordinal)
                && f[1].StartsWith(profile.Name.Split('-')[^1], StringComparison.OrdinalIgnoreCase)
                && f[6].Split(' ')[^1] == $"{profile.MaxBatch}"
                && new[] { f[9], f[10], f[11] }.SequenceEqual(numbers));
        }
    }
}
