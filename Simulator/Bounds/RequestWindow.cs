namespace Shepherd.Simulator.Bounds;

/// <summary>A request as a clairvoyant sees it.</summary>
/// <param name="Model">Index of its model.</param>
/// <param name="ArrivalNs">When it arrives; from 0.</param>
/// <param name="DeadlineNs">The last instant at which its answer counts.</param>
public readonly record struct RequestWindow(int Model, long ArrivalNs, long DeadlineNs);
