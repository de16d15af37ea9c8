using Shepherd.Schemas;
using Shepherd.Schemas.Control;

namespace Shepherd.Planner.Tests;

/// <summary>Builds control records.</summary>
internal static class Beats
{
    public static WorkerHeartbeat Of(string worker, int[]? owned = null, WorkerState state = WorkerState.Ready, Epoch epoch = default) => new(
        worker, 1, DateTimeOffset.UnixEpoch, state, epoch, ["cpu:0"], ["g"], owned is null ? [] : [new OwnedPartitions("g", owned)], 0, 0);

    public static PlanRecord Plan(Epoch epoch, params PlanAssignment[] assignments) => new(epoch, "planner", DateTimeOffset.UnixEpoch, "", assignments);
}
