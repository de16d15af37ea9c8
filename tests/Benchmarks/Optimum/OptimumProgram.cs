namespace Shepherd.Benchmarks.Optimum;

/// <summary><c>optimum [INSTANCES] [SEED]</c>: policies against the optimum of random tiny instances.</summary>
internal static class OptimumProgram
{
    private const int InstancesDefault = 100_000;

    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        var (instances, seed) = (InstancesDefault, 1UL);
        if (args.Length > 2 || (args.Length > 0 && (!int.TryParse(args[0], out instances) || instances < 1)) || (args.Length > 1 && !ulong.TryParse(args[1], out seed)))
        {
            errors.WriteLine($"'{string.Join(' ', args)}': optimum takes a positive number of instances (default {InstancesDefault}) and a seed (default 1)");
            return 2;
        }

        output.WriteLine($"{instances} random instances, seed {seed}: up to 6 requests, 2 models, 2 devices; control free and instant");
        output.WriteLine("ratio: most that a clairvoyant answers in time (suspending where the policy may) ÷ what the policy does. No online policy can have a worst ratio of 1.");
        foreach (var contender in Policies.All)
            Write(output, contender, PolicyRatios.Measure(contender, instances, seed));
        return 0;
    }

    private static void Write(TextWriter output, Contender contender, PolicyRatios ratios)
    {
        output.WriteLine();
        output.WriteLine($"{contender.Name} ({contender.Kind}): worst ratio {ratios.Worst:0.000} (of one model alone {ratios.WorstOfOneModel:0.000}), mean ratio {ratios.MeanRatio:0.0000}, mean share of the optimum {ratios.MeanShare:0.0000}, short of it in {ratios.ShareShort:0.0000} of the instances");
        output.WriteLine($"  worst {ratios.WorstInstance}");
    }
}
