namespace Shepherd.Simulator.Interference;

/// <summary>What a lane does to its neighbours: how often it runs, and what it uses in the mean while it does.</summary>
/// <param name="Busy">Share of the time that a batch runs there.</param>
/// <param name="L2">L2 use, percent.</param>
/// <param name="PowerW">Power above the idle device's.</param>
/// <param name="BandwidthPercent">Memory bandwidth.</param>
public readonly record struct LaneLoad(double Busy, double L2, double PowerW, double BandwidthPercent);
