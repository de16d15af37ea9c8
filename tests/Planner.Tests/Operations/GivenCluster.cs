using Shepherd.Planner.Operations;
using Shepherd.Planner.Operations.Commands;
using Shepherd.Planner.Operations.Facts;
using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Tests.Operations;

/// <summary>A cluster as a test says it is: workers a, b, c with a device each that can serve g; a and b own its four partitions.</summary>
internal sealed class GivenCluster : IClusterFacts, ILeadership, ICommandLog
{
    public static readonly Epoch First = new(1, 1);

    private readonly Lock _lock = new();

    public PlanRecord? Plan { get; set; } = Beats.Plan(First, new PlanAssignment("a", "g", [0, 1]), new PlanAssignment("b", "g", [2, 3]));

    public List<WorkerHeartbeat> Workers { get; } = [Beats.Of("a", [0, 1]), Beats.Of("b", [2, 3]), Beats.Of("c")];

    public List<GroupFacts> Groups { get; } = [new("g", 4, ["m", "n"])];

    public DirectiveBook Book { get; } = new();

    public string Missing { get; set; } = "";

    public List<DecisionRecord> Written { get; } = [];

    public PlanHistory History { get; } = new();

    public bool IsLeading { get; set; } = true;

    public string Leader { get; set; } = "planner";

    public string LeaderAddress { get; set; } = "";

    public ClusterFacts Facts => new(Plan, [.. Workers.Select(w => new WorkerFacts(w, TimeSpan.FromMilliseconds(120)))], Groups, Book.InForce) { Missing = Missing };

    public Task<ClusterFacts> LookAsync(CancellationToken cancellationToken) => Task.FromResult(Facts);

    /// <summary>As the planning loop does: the next plan has them.</summary>
    public Task<PlanRecord> WaitForPlanAsync(IReadOnlyList<Directive> directives, CancellationToken cancellationToken)
    {
        Plan = (Plan ?? Beats.Plan(First)) with { Epoch = new Epoch(1, (Plan?.Epoch.Number ?? 0) + 1), Directives = directives };
        return Task.FromResult(Plan);
    }

    public Task WriteAsync(DecisionRecord decision, CancellationToken cancellationToken)
    {
        lock (_lock)
            Written.Add(decision);
        return Task.CompletedTask;
    }

    public CommandVerdict Judge(OperatorCommand command) => CommandJudge.Judge(command, Facts, History, DateTimeOffset.UnixEpoch);
}
