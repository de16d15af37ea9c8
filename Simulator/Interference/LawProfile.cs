namespace Shepherd.Simulator.Interference;

/// <summary>What <see cref="LawEstimator"/> knows of a model.</summary>
/// <param name="Family">How device types differ for it.</param>
/// <param name="Reference">Device type that the curve is of.</param>
/// <param name="Curve">Durations alone, by batch size and share, on that type.</param>
/// <param name="WeightBytes">Memory that it takes while it is resident.</param>
/// <param name="WorkBaseBytes">Memory that a running batch takes whatever its size.</param>
/// <param name="WorkItemBytes">Memory that each request of a running batch adds.</param>
public sealed record LawProfile(ModelFamily Family, string Reference, LawCurve Curve, long WeightBytes, long WorkBaseBytes, long WorkItemBytes);
