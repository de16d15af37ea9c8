using Shepherd.Core.Planning;
using Shepherd.Simulator.Interference;

namespace Shepherd.Simulator.Plans.Workloads;

/// <summary>A model of a planning workload.</summary>
/// <param name="Planned">As planners see it.</param>
/// <param name="Profile">What the estimator knows of it.</param>
/// <param name="Traits">What the law knows besides.</param>
internal sealed record WorkloadModel(PlannedModel Planned, LawProfile Profile, InterferenceTraits Traits);
