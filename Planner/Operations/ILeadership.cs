namespace Shepherd.Planner.Operations;

/// <summary>Who leads, as commands have to know it.</summary>
internal interface ILeadership
{
    /// <summary>This planner does.</summary>
    bool IsLeading { get; }

    /// <summary>Name of the planner that does; empty: not known, or nobody.</summary>
    string Leader { get; }

    /// <summary>Where that serves HTTP, as a URL; empty: not known.</summary>
    string LeaderAddress { get; }
}
