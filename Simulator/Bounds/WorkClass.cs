namespace Shepherd.Simulator.Bounds;

/// <summary>Requests next to each other in order of their work, and the work that they get together.</summary>
internal sealed class WorkClass
{
    public WorkClass(FluidServer server, int first, int end, long rankBefore, long rankAfter)
    {
        (First, End, RankBefore, RankAfter) = (first, end, rankBefore, rankAfter);
        Earning = server.EarnCheapestFirst(first, end, rankAfter - rankBefore);
        Gap = Earning - server.EarnDearestFirst(first, end, rankAfter - rankBefore);
    }

    public int First { get; }

    public int End { get; }

    public long RankBefore { get; }

    public long RankAfter { get; }

    /// <summary>Requests earned, at most.</summary>
    public double Earning { get; }

    /// <summary>How much less it could be if the class were split to the last.</summary>
    public double Gap { get; }
}
