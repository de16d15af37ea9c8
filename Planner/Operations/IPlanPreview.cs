using Shepherd.Planner.Http.Replies;
using Shepherd.Planner.Operations.Facts;

namespace Shepherd.Planner.Operations;

/// <summary>Says what the planner would do now, and changes nothing.</summary>
internal interface IPlanPreview
{
    /// <param name="facts">The cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DryRunReply> PreviewAsync(ClusterFacts facts, CancellationToken cancellationToken);
}
