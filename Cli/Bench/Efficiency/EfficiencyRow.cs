namespace Shepherd.Cli.Bench.Efficiency;

/// <summary>One model, bare and through the whole pipeline.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Shape">Shape of the requests.</param>
/// <param name="Batch">Batch size of the bare loop, its best.</param>
/// <param name="BareRps">Requests a second of the bare loop.</param>
/// <param name="PipelineRps">Requests a second through broker and worker.</param>
/// <param name="Gather">Filling a batch's inputs, as a share of its run.</param>
/// <param name="Collect">Making tensors of its outputs, as a share of its run.</param>
internal sealed record EfficiencyRow(string Model, string Shape, int Batch, double BareRps, double PipelineRps, double Gather, double Collect)
{
    public double Ratio => PipelineRps / BareRps;
}
