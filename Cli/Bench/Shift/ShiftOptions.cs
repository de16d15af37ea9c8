using Shepherd.Cli.Bench.Load;

namespace Shepherd.Cli.Bench.Shift;

/// <summary>A load that moves from one model group to another.</summary>
/// <param name="Seconds">Measured time; the load moves after a third of it.</param>
/// <param name="WarmSeconds">Time under the first load before that, not measured: the planner has seen nothing yet.</param>
/// <param name="Groups">Model groups.</param>
/// <param name="Workers">Workers of one device each.</param>
/// <param name="Partitions">Partitions of each group.</param>
/// <param name="Resident">Groups that fit the memory of one worker.</param>
/// <param name="Load">Share of what all devices do in the largest batches.</param>
/// <param name="HotShare">Share of all requests that go to the group which has the load.</param>
/// <param name="Seed">Of the arrivals.</param>
/// <param name="Logs">Folder for the processes' logs and the models.</param>
internal sealed record ShiftOptions(double Seconds, double WarmSeconds, int Groups, int Workers, int Partitions, int Resident, double Load, double HotShare, int Seed, string Logs)
{
    /// <summary>The group that has the load first.</summary>
    public const int Before = 0;

    /// <summary>The one that has it after.</summary>
    public const int After = 1;

    /// <summary>How long the load takes to move.</summary>
    public const double RampS = 1;

    public const double SingleMs = 20;

    public const double FullMs = 60;

    /// <summary>Several full batches: a queue that grows shows as requests out of their SLO within a second.</summary>
    public const int SloMs = 400;

    /// <summary>Since the load began.</summary>
    public double ShiftAtS => WarmSeconds + (Seconds / 3);

    public double EndS => WarmSeconds + Seconds;

    /// <summary>Requests a second, of all groups.</summary>
    public double RateRps => Load * Workers * ReplayRepository.BatchMax * 1e3 / FullMs;

    /// <summary>Requests a second of one group.</summary>
    /// <param name="group">Its index.</param>
    /// <param name="atS">Since the load began.</param>
    public double RateOf(int group, double atS)
    {
        var cool = RateRps * (1 - HotShare) / (Groups - 1);
        var moved = Math.Clamp((atS - ShiftAtS) / RampS, 0, 1);
        var heat = group == Before ? 1 - moved : group == After ? moved : 0;
        return cool + (heat * ((RateRps * HotShare) - cool));
    }
}
