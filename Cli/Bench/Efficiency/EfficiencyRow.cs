namespace Shepherd.Cli.Bench.Efficiency;

/// <summary>One model, bare and through the whole pipeline.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Shape">Shape of the requests.</param>
/// <param name="Batch">Batch size of the bare loop, its best.</param>
/// <param name="Bare">The bare loop.</param>
/// <param name="Pipeline">Through broker and worker; its processor time is the worker's.</param>
/// <param name="Gather">Filling a batch's inputs, as a share of its run.</param>
/// <param name="Collect">Making tensors of its outputs, as a share of its run.</param>
internal sealed record EfficiencyRow(string Model, string Shape, int Batch, EfficiencySide Bare, EfficiencySide Pipeline, double Gather, double Collect)
{
    public double Ratio => Pipeline.Rps / Bare.Rps;

    /// <summary>Of the worker's processor time, what the bare loop needs for the same requests: what client, broker and whoever else has the processors do not change.</summary>
    public double CpuRatio => Bare.CpuMsPerRequest / Pipeline.CpuMsPerRequest;
}
