using Shepherd.Core.Herd;
using Shepherd.Core.Planning.Headroom;
using Shepherd.Core.Planning.Hybrid;
using Shepherd.Core.Planning.Rivals;
using Shepherd.Core.Usher.Scheduling;

namespace Shepherd.Core.Planning;

/// <summary>Planners by name; a variant follows a colon.</summary>
public static class PlannerCatalog
{
    /// <summary>What plans unless told otherwise.</summary>
    public const string Default = "hybrid";

    /// <summary>All names: ours, the two papers', rivals after others' papers, and USHER without one part each.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "hybrid", "herd", "usher", "exclusive", "gpulet", "alpaserve", "parva",
        "usher:published", "usher:no-classes", "usher:no-joint-search", "usher:no-sorting", "usher:no-headroom",
    ];

    /// <summary>A planner.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="evaluator">Values plans for those that compare some; null: by what planners predict.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static IPlacementPlanner Create(string name, IPlanEvaluator? evaluator = null) => new CompletePlanner(CreateBare(name, evaluator));

    /// <summary>A planner that gets as much headroom as trials say it needs to meet the demand; hybrid sees to that itself.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="evaluator">Makes the trials.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static IPlacementPlanner CreateWithHeadroom(string name, IPlanEvaluator evaluator) => CreateBare(name, evaluator) switch
    {
        HybridPlanner hybrid => new CompletePlanner(hybrid),
        var planner => new CompletePlanner(new HeadroomPlanner(planner, evaluator)),
    };

    private static IPlacementPlanner CreateBare(string name, IPlanEvaluator? evaluator) => name switch
    {
        "hybrid" => new HybridPlanner([new HerdPlanner(), new ExclusivePlanner(), new AlpaServePlanner()], [new UsherPlanner(), new GpuletPlanner(), new ParvaPlanner()], evaluator ?? new PredictedGoodput()),
        "herd" => new HerdPlanner(),
        "usher" => new UsherPlanner(),
        "usher:published" => new UsherPlanner(UsherOptions.Published),
        "usher:no-classes" => new UsherPlanner(new UsherOptions { UsesClasses = false }),
        "usher:no-joint-search" => new UsherPlanner(new UsherOptions { SearchesJointly = false }),
        "usher:no-sorting" => new UsherPlanner(new UsherOptions { Sorts = false }),
        "usher:no-headroom" => new UsherPlanner(new UsherOptions { HeadroomShare = 0 }),
        "exclusive" => new ExclusivePlanner(),
        "gpulet" => new GpuletPlanner(),
        "alpaserve" => new AlpaServePlanner(),
        "parva" => new ParvaPlanner(),
        _ => throw new ArgumentException($"there is no planner '{name}'; known are {string.Join(", ", Names)}", nameof(name)),
    };
}
