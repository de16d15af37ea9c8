using Shepherd.Core.Primitives;
using Shepherd.Simulator.Tests.Bounds;

namespace Shepherd.Benchmarks.Optimum;

/// <summary>A policy against the optimum of many instances.</summary>
internal sealed class PolicyRatios
{
    private double _ratios;
    private double _shares;
    private int _instances;
    private int _short;

    /// <summary>Largest optimum ÷ answered; infinite where the policy answered none of some.</summary>
    public double Worst { get; private set; }

    /// <summary>The first instance with that ratio.</summary>
    public string WorstInstance { get; private set; } = "none";

    /// <summary>The same over instances of one model.</summary>
    public double WorstOfOneModel { get; private set; }

    /// <summary>Mean of optimum ÷ answered.</summary>
    public double MeanRatio => _ratios / _instances;

    /// <summary>Mean of answered ÷ optimum: it stays finite where nothing is answered.</summary>
    public double MeanShare => _shares / _instances;

    /// <summary>Share of the instances in which it answers fewer than the optimum.</summary>
    public double ShareShort => (double)_short / _instances;

    /// <summary>Instances in which no request can be answered are left out.</summary>
    public static PolicyRatios Measure(Contender contender, int instances, ulong seed)
    {
        var ratios = new PolicyRatios();
        var random = new SeededRandom(seed);
        for (var i = 0; i < instances; i++)
        {
            var instance = RandomInstance.Draw(random);
            if (instance.Optimum(contender.Kind) is > 0 and var optimum)
                ratios.Add(instance, instance.Serve(contender.Create, contender.Kind), optimum);
        }

        return ratios;
    }

    private void Add(RandomInstance instance, int answered, int optimum)
    {
        var ratio = (double)optimum / answered;
        _instances++;
        _ratios += ratio;
        _shares += (double)answered / optimum;
        _short += answered < optimum ? 1 : 0;
        if (instance.Models.Count == 1)
            WorstOfOneModel = Math.Max(WorstOfOneModel, ratio);
        if (ratio > Worst)
            (Worst, WorstInstance) = (ratio, $"answers {answered} of {optimum} in time: {instance}");
    }
}
