using Shepherd.Core.Profiles;

namespace Shepherd.Cli.Bench.Goodput;

/// <summary>One of the models of the mix.</summary>
/// <param name="Name">Name in the repository.</param>
/// <param name="Topic">Its request topic.</param>
/// <param name="Value">Record value of its requests.</param>
/// <param name="SloNs">Time from sending a request to its result read.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
/// <param name="RateRps">Requests a second.</param>
/// <param name="Idle">What its batches took before anything else ran.</param>
internal sealed record MixModel(string Name, string Topic, byte[] Value, long SloNs, int MaxBatch, double RateRps, IReadOnlyList<LatencyPoint> Idle);
