using Shepherd.Core.Profiles;

namespace Shepherd.Simulator.Workloads;

/// <summary>A model of a scenario and how requests for it arrive.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Latency">How long a batch runs.</param>
/// <param name="SloNs">Relative deadline of its requests.</param>
/// <param name="MaxBatch">Requests per batch, at most.</param>
/// <param name="Arrivals">How requests arrive.</param>
public sealed record SimulatedModel(string Name, ILatencyModel Latency, long SloNs, int MaxBatch, ArrivalProcess Arrivals);
