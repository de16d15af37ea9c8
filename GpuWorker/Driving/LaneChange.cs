namespace Shepherd.GpuWorker.Driving;

/// <summary>What became of lanes that are not the worker's own.</summary>
internal enum LaneChangeKind
{
    /// <summary>They take batches from now on.</summary>
    Joined,

    /// <summary>They take no further batch; what runs there goes on, and what is suspended there is given up.</summary>
    Leaving,

    /// <summary>They are gone, with all that ran or was suspended there.</summary>
    Lost,
}

/// <summary>Lanes that come or go while the driver runs.</summary>
/// <param name="Kind">What became of them.</param>
/// <param name="Lanes">Which; those that the driver does not know any more are passed over.</param>
internal sealed record LaneChange(LaneChangeKind Kind, IReadOnlyList<IJoiningLane> Lanes);
