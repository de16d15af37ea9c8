namespace Shepherd.Cli.Bench.Pipeline;

/// <summary>Both systems under one load.</summary>
/// <param name="Bytes">Tensor bytes of a request and of its result.</param>
/// <param name="IsHalf">At half of the raw client's saturation; else at saturation.</param>
/// <param name="Raw">The raw client.</param>
/// <param name="Worker">The worker.</param>
internal sealed record PipelineCell(int Bytes, bool IsHalf, PipelineSide Raw, PipelineSide Worker);
