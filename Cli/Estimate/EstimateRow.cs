using Shepherd.Core.Planning;

namespace Shepherd.Cli.Estimate;

/// <summary>One batch size's estimate.</summary>
/// <param name="Batch">Batch size.</param>
/// <param name="Need">What it needs.</param>
/// <param name="PeakPercent">Share of the compute that the widest kernel occupies.</param>
/// <param name="Bound">What most of the time goes to: <c>compute</c>, <c>memory</c> or <c>launch</c>.</param>
internal sealed record EstimateRow(int Batch, ResourceNeed Need, double PeakPercent, string Bound)
{
    public double Rps => Batch * 1e9 / Need.DurationNs;
}
