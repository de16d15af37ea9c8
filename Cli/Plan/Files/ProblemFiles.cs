using Shepherd.Cli.Commands;
using Shepherd.Cli.Simulate;
using Shepherd.Core.Planning;
using Shepherd.Core.Profiles;
using Shepherd.Core.Usher.Estimation;

namespace Shepherd.Cli.Plan.Files;

/// <summary>A problem from its three files.</summary>
internal static class ProblemFiles
{
    /// <exception cref="ArgumentException">A file is not there or not of its form; the message has file, line and remedy.</exception>
    public static PlanningProblem Read(string modelsPath, string demandPath, string clusterPath)
    {
        var pools = ClusterFile.Read(InputFile.Check("--cluster", clusterPath));
        var entries = PlanModelsFile.Read(InputFile.Check("--models", modelsPath));
        foreach (var entry in entries)
        {
            if (entry.On.Keys.FirstOrDefault(type => pools.All(p => p.Type.Name != type)) is { } unknown && !pools.Any(p => entry.On.ContainsKey(p.Type.Name)))
                throw new ArgumentException($"{modelsPath}: model '{entry.Name}' has a profile on {unknown} and on none of the cluster's types ({string.Join(", ", pools.Select(p => p.Type.Name))}); add one, or leave the model out");
        }

        PlannedModel[] models = [.. entries.Select(e => new PlannedModel(e.Name, e.MaxBatch))];
        var cells = entries.Select(e => (IReadOnlyList<IModelEstimator?>)[.. pools.Select(p => e.On.TryGetValue(p.Type.Name, out var on) ? ToEstimator(on) : null)]).ToList();
        var streams = DemandFile.Read(InputFile.Check("--demand", demandPath), models, model => Slowest(entries[model], pools));
        return new PlanningProblem(models, streams, pools, new ComposedEstimator(cells));
    }

    private static TableEstimator ToEstimator(DeviceEntry entry)
    {
        try
        {
            return new TableEstimator(entry.Latency, new ModelMemory(entry.WeightBytes, new AffineCost(0, entry.WorkBytesPerItem)), entry.Shares);
        }
        catch (ArgumentException fault)
        {
            throw new ArgumentException($"{entry.Where}: {CommandFailure.Describe(fault)}", fault);
        }
    }

    private static TableLatency Slowest(ModelEntry model, IReadOnlyList<DevicePool> pools) => pools
        .Where(p => model.On.ContainsKey(p.Type.Name))
        .Select(p => new TableLatency(model.On[p.Type.Name].Latency))
        .MaxBy(latency => latency.EstimateNs(0, 1))!;
}
