namespace Shepherd.Core.Usher.Estimation;

/// <summary>One measurement to learn from.</summary>
/// <param name="Features">As of <see cref="RooflineFeatures"/>.</param>
/// <param name="MeasuredNs">What it took; positive.</param>
public sealed record RidgeSample(IReadOnlyList<double> Features, double MeasuredNs);
